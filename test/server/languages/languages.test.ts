import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import type { Request } from 'express'
import { en } from '../../../server/languages/en.ts'
import { es } from '../../../server/languages/es.ts'
import { loadLanguages } from '../../../server/languages/files.ts'
import { languages, type TextKey, textIn } from '../../../server/languages/language.ts'
import { nah } from '../../../server/languages/nah.ts'
import { languageOf } from '../../../server/portal/pages/chosen-language.ts'
import { StartError } from '../../../server/start/start-error.ts'

const asked = (accept: string, { lang, cookie }: { lang?: string; cookie?: string } = {}): Request => {
  const tags = accept.split(',').map((tag) => tag.trim())
  return { query: lang ? { lang } : {}, headers: cookie ? { cookie } : {}, acceptsLanguages: () => tags } as never
}

const placeholders = (text: string) => [...text.matchAll(/\{\{\w+\}\}/g)].map(String).toSorted()

describe('the languages of residents', () => {
  it('have no text of their own making, and fill in what Spanish fills in', () => {
    for (const texts of [en, nah] as Array<Record<string, string>>) {
      for (const [key, text] of Object.entries(texts)) {
        expect(es, key).to.have.property(key)
        expect(placeholders(text), key).to.deep.equal(placeholders(es[key as TextKey]))
      }
    }
  })

  it('are all there in Náhuatl, but for what gateways show, which has room for two', () => {
    expect(Object.keys(es).filter((key) => !(key in nah || key.startsWith('reply.')))).to.deep.equal([])
  })

  it('are taken from the choice, else from the cookie, else from the browser, else Spanish', () => {
    expect(languageOf(asked('en-GB, es', { lang: 'nah', cookie: 'plaza_lang=es' }))).to.equal('nah')
    expect(languageOf(asked('en-GB', { cookie: 'x=1; plaza_lang=nah' }))).to.equal('nah')
    expect(languageOf(asked('nah-MX, en'))).to.equal('nah')
    expect(languageOf(asked('de, en-GB'))).to.equal('en')
    expect(languageOf(asked('na, de', { lang: 'xx' }))).to.equal('es')
  })

  describe('in files of the city', () => {
    let dir: string
    before(async () => {
      dir = await mkdtemp(join(tmpdir(), 'plaza-languages-'))
    })
    after(() => rm(dir, { recursive: true }))

    const failure = async (file: string, content: string): Promise<string> => {
      await writeFile(join(dir, file), content)
      const error = await loadLanguages(dir).then(
        () => undefined,
        (reason: unknown) => reason,
      )
      await rm(join(dir, file))
      expect(error).to.be.instanceOf(StartError)
      return (error as Error).message
    }

    it('are offered with the others, and read in Spanish where they say nothing', async () => {
      await writeFile(join(dir, 'yua.json'), JSON.stringify({ language: 'Maayatʼaan', enter: 'Okeen' }))
      await loadLanguages(dir)
      await rm(join(dir, 'yua.json'))
      expect(languages()).to.include('yua')
      expect(textIn('yua')('enter')).to.equal('Okeen')
      expect(textIn('yua')('accept')).to.equal(es.accept)
      expect(languageOf(asked('yua'))).to.equal('yua')
    })

    it('are refused with the file and the mistake in it', async () => {
      expect(await failure('fr.json', '{')).to.match(/fr\.json: it is not JSON/)
      expect(await failure('fr.json', '[]')).to.match(/fr\.json: it must be one object/)
      expect(await failure('fr.json', '{"language":"Français","entre":"x"}')).to.match(/"entre" is no text of Plaza/)
      expect(await failure('fr.json', '{"language":"Français","enter":5}')).to.match(/"enter" must be a text/)
      expect(await failure('fr.json', '{"enter":"Entrer"}')).to.match(/"language", its own name, is missing/)
      expect(await failure('fr.json', '{"language":"F","code":"{{kode}}"}')).to.match(/"code" has {{kode}}/)
      const long = JSON.stringify({ language: 'Español', 'reply.closed': 'ñ'.repeat(127) })
      expect(await failure('es.json', long)).to.match(/"reply.closed" has 254 octets; gateways take 253/)
      expect(await failure('french.json', '{}')).to.match(/french\.json: its name must be a language/)
      const gone = await loadLanguages(join(dir, 'gone')).catch((error: Error) => error.message)
      expect(gone).to.match(/PLAZA_LANGUAGES_DIR: the folder .*gone cannot be read \(ENOENT\)/)
    })
  })
})

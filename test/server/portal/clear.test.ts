import { expect } from 'chai'
import { textIn } from '../../../server/languages/language.ts'
import { startTestPortal, type TestPortal } from './harness.ts'
import { chilliUrl, createPerson } from './person.ts'

const settings = {
  PLAZA_HELP_PHONE: '+52 (55) 0000 #1',
  PLAZA_HELP_CHAT: 'https://ayuda.example/wifi',
  PLAZA_HELP_ADDRESS: 'Módulo <Centro>, Plaza 1',
  CITY_KEY_SIGN_UP_URL: 'https://llave.example/registro',
  PLAZA_RETENTION_IDENTIFIED_DAYS: '31',
  PLAZA_RETENTION_SESSION_DAYS: '366',
}

describe('what the portal tells residents', () => {
  let portal: TestPortal
  let bare: TestPortal
  before(async () => {
    portal = await startTestPortal({ settings })
    bare = await startTestPortal()
  })
  after(async () => {
    await portal.close()
    await bare.close()
  })

  const contacts = [
    '<a href="tel:+52550000%231">Llama al +52 (55) 0000 #1</a>',
    '<a rel="noreferrer" href="https://ayuda.example/wifi">Escribe en ayuda.example</a>',
    '<li>Ve a: Módulo &lt;Centro&gt;, Plaza 1</li>',
  ]

  it('says to whom the code of a problem is given, beside the code and on the help page', async () => {
    const person = createPerson()
    const { html } = await person.get(chilliUrl(portal.origin).replace(/md=\w+/, 'md=00'))
    expect(html).to.match(/[0-9A-Z]{4}-[0-9A-Z]{4}/)
    for (const way of contacts) expect(html).to.include(way)
    const help = await person.get(`${portal.origin}/help`)
    for (const way of contacts) expect(help.html).to.include(way)
  })

  it('tells where to go in the demo, and of no way that is not set', async () => {
    const { html } = await createPerson().get(`${bare.origin}/portal?res=notyet&uamip=10.1.0.1`)
    expect(html).to.not.include('href="tel:').and.not.include('Escribe en')
  })

  it('shows who has no City Key the way to one, where there is a setting for it', async () => {
    const link = '<a href="https://llave.example/registro">No tengo Llave de la Ciudad</a>'
    expect((await createPerson().get(chilliUrl(portal.origin))).html).to.include(link)
    expect((await createPerson().get(chilliUrl(bare.origin))).html).to.not.include('No tengo Llave')
  })

  it('names in the terms for how long, whom the city answers, and where everything is seen', async () => {
    for (const language of ['es', 'en', 'nah']) {
      const text = textIn(language)
      const { html } = await createPerson(language).get(`${portal.origin}/portal/terms`)
      expect(html).to.include(text('termsKeptText', { identified: 31, sessions: 366 }))
      expect(html).to.include(text('termsAuthoritiesText'))
      expect(html.slice(html.indexOf('<main'), html.indexOf('</main>'))).to.include('href="/portal/me"')
    }
  })
})

import { expect } from 'chai'
import { readConfig, settings } from '../../server/config/index.ts'
import { blocksOf, readDocument } from './markdown.ts'
import { citySettings, exportedBy } from './shell.ts'

const FILE = 'docs/city-key.md'

describe('the City Key in the documents', () => {
  for (const { text, heading, line } of blocksOf(FILE).filter(({ language }) => language === 'sh')) {
    it(`is set so that Plaza takes it: ${heading}`, () => {
      const exported = exportedBy(text)
      expect(Object.keys(exported), `${FILE}:${line}`).to.include('CITY_KEY_ISSUER')
      const { cityKey } = readConfig({ ...citySettings(), ...exported })
      expect(cityKey.issuer).to.equal(exported.CITY_KEY_ISSUER)
    })
  }

  it('has a word for each of its settings', () => {
    const names = Object.keys(settings.shape).filter((name) => name.startsWith('CITY_KEY_'))
    const text = readDocument(FILE)
    expect(names.filter((name) => !text.includes(`\`${name}`) && !text.includes(`export ${name}=`))).to.deep.equal([])
  })

  it('says of each provider whether it was tried', () => {
    const text = readDocument(FILE)
    for (const provider of ['LemonLDAP::NG', 'Keycloak', 'Microsoft Entra ID', 'Google', 'Plain OAuth 2'])
      expect(text, provider).to.match(new RegExp(`^## ${provider}\n\n\\*(Tried|Not tried)`, 'm'))
  })
})

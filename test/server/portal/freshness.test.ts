import { expect } from 'chai'
import { readConfig } from '../../../server/config/index.ts'
import { es } from '../../../server/languages/es.ts'
import { nextFor } from '../../../server/portal/sign-in/confirm.ts'
import { startTestPortal, type TestPortal, type TestPortalOptions } from './harness.ts'
import { type Answer, chilliUrl, createPerson, formTo, type Person, signIn } from './person.ts'

const lucia = ['lucia', 'jacaranda-27'] as const

/** A phone goes from hand to hand, and the City Key knows whoever had it before. */
describe('who signs in anew, at a City Key that does not say when somebody did', () => {
  let portal: TestPortal
  let phone: Person
  const start = async (options: TestPortalOptions) => {
    portal = await startTestPortal(options)
    phone = createPerson()
    const terms = await signIn(phone, await arrive(), ...lucia)
    expect((await phone.submit(terms)).leftTo?.pathname).to.equal('/logon')
  }
  afterEach(() => portal.close())

  const arrive = (mac = '0A-00-00-00-00-51') => phone.get(chilliUrl(portal.origin, { mac }))
  const askMe = async () => {
    const asked = await phone.get(`${portal.origin}/me`)
    return phone.submit(asked, {}, formTo(asked, '/portal/me/sign-in'))
  }
  const isMe = ({ html }: Answer) => html.includes(es.meDownload)

  describe('and cannot ask', () => {
    beforeEach(() => start({ settings: { CITY_KEY_FRESHNESS: 'none' } }))

    it('confirms that the account is theirs, before they see what is stored', async () => {
      const asked = await askMe()
      expect(asked.url.pathname).to.equal('/portal/confirm')
      expect(asked.html).to.include(es.confirmText)
      expect(isMe(await phone.get(`${portal.origin}/portal/me`)), 'before').to.equal(false)
      expect(isMe(await phone.submit(asked))).to.equal(true)
    })

    it('sees nothing where it is not, and is told how to sign out there', async () => {
      const refused = await phone.submit(await askMe(), {}, 1)
      expect([refused.status, refused.html.includes(es['not-fresh.text'])]).to.deep.equal([403, true])
      expect(isMe(await phone.get(`${portal.origin}/portal/me`))).to.equal(false)
      expect((await phone.get(`${portal.origin}/portal/confirm`)).html).to.include(es['lost.title'])
    })

    it('confirms it also where somebody else than before is to get online, and not each time', async () => {
      const me = await phone.submit(await askMe())
      await phone.submit(me, {}, formTo(me, '/portal/me/sign-out'))
      const asked = await phone.submit(await arrive('0A-00-00-00-00-52'))
      expect(asked.url.pathname).to.equal('/portal/confirm')
      expect((await phone.submit(asked)).leftTo?.pathname).to.equal('/logon')
      const next = await phone.submit(await arrive('0A-00-00-00-00-53'))
      expect(next.leftTo?.pathname).to.equal('/logon')
    })

    it('confirms nothing by a form from elsewhere, nor twice', async () => {
      const asked = await askMe()
      const forged = await phone.submit(asked, { csrf: 'forged' })
      expect(forged.status).to.equal(400)
      await phone.submit(asked)
      expect((await phone.submit(asked)).status).to.equal(400)
    })
  })

  it('goes on where the city knows that it asks', async () => {
    await start({ settings: { CITY_KEY_FRESHNESS: 'prompt' } })
    const asked = await askMe()
    expect(asked.html).to.include('type="password"')
    expect(isMe(await phone.submit(asked, { username: lucia[0], password: lucia[1] }))).to.equal(true)
  })
})

describe('what is done with who was to sign in anew', () => {
  const settings = ['auth_time', 'prompt', 'none'] as const
  const told = ['proven', 'unproven', undefined] as const
  const rows = (visits: boolean) =>
    settings.map((freshness) =>
      told.map((each) => nextFor(each, { cityKey: { ...readConfig({}).cityKey, freshness } }, visits)),
    )

  it('shows nothing that is stored without a proof, but where the city says so', () => {
    expect(rows(true)).to.deep.equal([
      ['go', 'refuse', 'refuse'],
      ['go', 'go', 'go'],
      ['go', 'ask', 'ask'],
    ])
  })

  it('asks who gets online only where they were to sign in anew', () => {
    expect(rows(false)).to.deep.equal([
      ['go', 'ask', 'go'],
      ['go', 'go', 'go'],
      ['go', 'ask', 'go'],
    ])
  })
})

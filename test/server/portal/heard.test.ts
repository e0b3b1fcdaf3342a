import { expect } from 'chai'
import type { HeardRecorder } from '../../../server/network/gateways/heard/recorder.ts'
import { startTestPortal, type TestPortal } from './harness.ts'
import { chilliUrl, createPerson, routerUrl } from './person.ts'

describe('a gateway that sends devices to the portal', () => {
  let portal: TestPortal
  let heard: Parameters<HeardRecorder['hear']>[] = []
  before(async () => {
    portal = await startTestPortal({ heard: { hear: (...said) => void heard.push(said) } })
  })
  after(() => portal.close())
  beforeEach(() => {
    heard = []
  })

  it('is noted, once a redirect is believed', async () => {
    await createPerson().get(chilliUrl(portal.origin))
    await createPerson().get(routerUrl(portal.origin))
    expect(heard).to.deep.equal([
      [portal.gateways.chilli, 'redirect'],
      [portal.gateways.router, 'redirect'],
    ])
  })

  it('is noted with the reason where its redirect is not believed', async () => {
    const forged = new URL(chilliUrl(portal.origin))
    forged.searchParams.set('md', '0'.repeat(32))
    await createPerson().get(forged.href)
    const elsewhere = new URL(routerUrl(portal.origin))
    elsewhere.searchParams.set('link-login-only', 'http://192.0.2.99/login')
    await createPerson().get(elsewhere.href)
    expect(heard.map(([id, kind, said]) => [id, kind, said?.why])).to.deep.equal([
      [portal.gateways.chilli, 'redirect-refused', 'unsigned'],
      [portal.gateways.router, 'redirect-refused', 'other-login'],
    ])
  })

  it('is not noted where nobody can tell whose redirect it is', async () => {
    await createPerson().get(`${portal.origin}/portal?uamip=10.1.0.1&uamport=3990&res=notyet&nasid=nobody`)
    await createPerson().get(`${portal.origin}/portal/opennds/999999?fas=x`)
    expect(heard).to.deep.equal([])
  })
})

import { expect } from 'chai'
import { makeAuthority, makeServer } from '../../../../server/certificates/make.ts'
import { appleProfile } from '../../../../server/portal/profiles/apple.ts'
import { passpointProfile } from '../../../../server/portal/profiles/passpoint.ts'
import { type SecureWifi, secureWifi } from '../../../../server/portal/profiles/secure-wifi.ts'
import { windowsProfile } from '../../../../server/portal/profiles/windows.ts'

const credential = { id: 1, username: 'd-abc', password: 'secret', expiresAt: new Date('2027-01-02T03:04:05.678Z') }

describe('a profile for a server under a wildcard certificate', () => {
  let wifi: SecureWifi
  before(async () => {
    const own = await makeAuthority('Ciudad', 10, new Date())
    const server = await makeServer(own, '*.wifi.example', 5, new Date())
    wifi = secureWifi({ ssid: 'Segura', cityName: 'Ciudad', secureWifiRealm: undefined }, server, own.cert)
    expect(wifi.serverNames).to.deep.equal(['*.wifi.example'])
  })

  it('tells Apple the pattern, as it reads those', () => {
    expect(appleProfile(wifi, credential)).to.include('<array><string>*.wifi.example</string></array>')
  })

  it('tells Android the domain that the name ends with, and takes it for the realm where no other is set', () => {
    const inside = (of: SecureWifi) => {
      const message = Buffer.from(passpointProfile(of, credential), 'base64').toString()
      return Buffer.from(message.split('\r\n\r\n')[2]!, 'base64').toString()
    }
    expect(inside(wifi)).to.match(/FQDN<\/NodeName><Value>wifi\.example<[\s\S]*Realm<\/NodeName><Value>wifi\.example</)
    expect(inside({ ...wifi, realm: 'roam.example' })).to.match(/FQDN<\/NodeName><Value>wifi\.example<[\s\S]*>roam\./)
  })

  it('tells Windows a regular expression that the server’s names match, and others do not', () => {
    const [, pattern = ''] = /<ServerNames>([^<]+)</.exec(windowsProfile(wifi)) ?? []
    const matches = (name: string) => new RegExp(`^(?:${pattern})$`).test(name)
    expect(['radius.wifi.example', 'wifi.example', 'radius.wifi-example'].map(matches)).to.deep.equal([
      true,
      false,
      false,
    ])
  })
})

import { expect } from 'chai'
import { redirectAddress } from '../../../../server/network/gateways/captive-portal.ts'
import { type GatewayVendor, gatewayVendors } from '../../../../server/network/tables.ts'

describe('where a gateway redirects its devices to the portal', () => {
  const at = (vendor: GatewayVendor, ...loginOrigins: string[]) => redirectAddress({ vendor, loginOrigins })

  it('is the page of its make, which for uspot is on another port than logins', () => {
    expect(at('coovachilli', 'http://10.1.0.1:3990')).to.equal('http://10.1.0.1:3990/prelogin')
    expect(at('uspot', 'http://10.4.0.1:3990')).to.equal('http://10.4.0.1/hotspot')
    expect(at('uspot', 'https://jardin.example:3991')).to.equal('https://jardin.example/hotspot')
    expect(at('uspot', 'http://[fd00::1]:3990')).to.equal('http://[fd00::1]/hotspot')
    expect(at('mikrotik', 'http://10.5.50.1')).to.equal('http://10.5.50.1/login')
    expect(at('cisco', 'https://192.0.2.1')).to.equal('https://192.0.2.1/login.html')
    expect(at('opennds', 'http://192.168.8.1:2050')).to.equal('http://192.168.8.1:2050/')
  })

  it('is unknown of makes whose login address takes logins and nothing else, or is the vendor’s cloud', () => {
    for (const vendor of [
      'aruba',
      'ruckus',
      'meraki',
      'cambium',
      'meraki-click',
      'unifi',
      'omada',
      'generic',
    ] as const) {
      expect(at(vendor, 'https://login.example'), vendor).to.equal(undefined)
    }
  })

  it('is unknown of every make without a login address', () => {
    for (const vendor of gatewayVendors) expect(at(vendor), vendor).to.equal(undefined)
  })
})

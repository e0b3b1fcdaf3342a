import { expect } from 'chai'
import { type ConfigurationFacts, configuration } from '../../../../server/network/gateways/configuration.ts'

const facts: ConfigurationFacts = {
  ...{
    id: 7,
    vendor: 'coovachilli',
    nasIdentifier: 'centro-01',
    loginOrigins: [],
    coaPort: 3799,
    controllerSite: null,
  },
  ...{ hasUamSecret: true, publicUrl: 'https://wifi.example' },
  radius: { host: 'radius.example', authPort: 1812, acctPort: 1813 },
  hosts: [{ host: 'wifi.example', port: 443 }],
}

describe('the text of a gateway’s own configuration', () => {
  it('has the secret of its redirects only where Plaza has one for it', () => {
    expect(configuration(facts)).to.match(/^HS_UAMSECRET=… /m)
    expect(configuration({ ...facts, hasUamSecret: false })).to.match(
      /^HS_UAMSECRET= +# none: else the one that it comes with$/m,
    )
    const uspot = { ...facts, vendor: 'uspot' as const }
    expect(configuration(uspot)).to.match(/^option uam_secret '…'/m)
    expect(configuration({ ...uspot, hasUamSecret: false })).to.not.include('uam_secret')
  })

  it('names the port of CoA only where Plaza can end a session by it', () => {
    expect(configuration({ ...facts, vendor: 'cisco' })).to.match(/^CoA.* UDP port 3799$/m)
    expect(configuration({ ...facts, vendor: 'meraki' })).to.not.include('CoA')
  })
})

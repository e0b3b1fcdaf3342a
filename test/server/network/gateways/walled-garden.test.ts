import { expect } from 'chai'
import { walledGarden } from '../../../../server/network/gateways/walled-garden.ts'

describe('the walled garden', () => {
  const hosts = [
    { host: 'wifi.example', port: 443 },
    { host: 'key.example', port: 8443 },
  ]

  it('is written as each make wants it', () => {
    expect(walledGarden('coovachilli', hosts)).to.deep.equal(['HS_UAMALLOW="wifi.example:443,key.example:8443"'])
    expect(walledGarden('mikrotik', hosts)[1]).to.equal(
      '/ip hotspot walled-garden ip add action=accept dst-host=key.example protocol=tcp dst-port=8443',
    )
    expect(walledGarden('opennds', hosts)).to.deep.equal([
      "list walledgarden_fqdn_list 'wifi.example'",
      "list walledgarden_fqdn_list 'key.example'",
      "list walledgarden_port_list '443'",
      "list walledgarden_port_list '8443'",
    ])
    expect(walledGarden('cisco', hosts)).to.deep.equal(['wifi.example, TCP port 443', 'key.example, TCP port 8443'])
  })
})

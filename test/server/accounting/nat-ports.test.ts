import { expect } from 'chai'
import {
  AlcNatPortRange,
  Code,
  FramedIpAddress,
  H3cNatEndPort,
  H3cNatIpAddress,
  H3cNatStartPort,
  HuaweiNatEndPort,
  HuaweiNatPortRangeUpdate,
  HuaweiNatPublicAddress,
  HuaweiNatStartPort,
  IpPortRange,
  Packet,
} from '../../../radius/index.ts'
import { natPortsOf } from '../../../server/accounting/nat-ports.ts'

const at = new Date('2026-03-02T12:00:00.700Z')
const SECOND = Date.parse('2026-03-02T12:00:00Z') / 1000
const request = () => new Packet(Code.AccountingRequest)
const address = '198.51.100.7'

describe('the ports that a NAT has given a device', () => {
  it('are read of every make, and whether they were given or given back', () => {
    const given = `${address},1024,1535,${SECOND},+`
    const back = `${address},1024,1535,${SECOND},-`
    const range = { address, first: 1024, last: 1535 }
    const huawei = () =>
      request().add(HuaweiNatPublicAddress, address).add(HuaweiNatStartPort, 1024).add(HuaweiNatEndPort, 1535)
    const { Added, Deleted } = HuaweiNatPortRangeUpdate.values
    const told: Array<[string, Packet, string]> = [
      ['RFC 8045', request().add(IpPortRange, { ...range, isFreed: false }), given],
      ['RFC 8045, freed', request().add(IpPortRange, { ...range, isFreed: true }), back],
      ['Nokia', request().add(AlcNatPortRange, `${address} 1024-1535 router base`), given],
      ['Huawei', huawei(), given],
      ['Huawei, added', huawei().add(HuaweiNatPortRangeUpdate, Added), given],
      ['Huawei, deleted', huawei().add(HuaweiNatPortRangeUpdate, Deleted), back],
      ['H3C', request().add(H3cNatIpAddress, address).add(H3cNatStartPort, 1024).add(H3cNatEndPort, 1535), given],
    ]
    for (const [make, packet, text] of told) expect(natPortsOf(packet, at), make).to.equal(text)
    const several = request().add(AlcNatPortRange, `${address} 1024-1535,2048-2559 router base`)
    expect(natPortsOf(several, at)).to.equal(`${given} ${address},2048,2559,${SECOND},+`)
  })

  it('are nothing where none are told, or what is told finds nobody', () => {
    const nothing = [
      request().add(FramedIpAddress, address),
      request().add(IpPortRange, { address: undefined, first: 1, last: 2, isFreed: false }),
      request().add(AlcNatPortRange, 'router base'),
      request().add(AlcNatPortRange, '300.0.0.1 1-2 router base'),
      request().add(AlcNatPortRange, `${address} 9-2 router base`),
      request().add(HuaweiNatStartPort, 1).add(HuaweiNatEndPort, 2),
      request().add(H3cNatIpAddress, address).add(H3cNatStartPort, 1),
    ]
    for (const packet of nothing) expect(natPortsOf(packet, at)).to.equal(null)
  })
})

import { expect } from 'chai'
import { AcctSessionId, Code, IpPortRange, Packet, type PortRange, standard } from '../../../radius/index.ts'

const range: PortRange = { address: '198.51.100.7', first: 1024, last: 1535, isFreed: false }
/** Type, length and extended type (RFC 6929), then four TLVs (RFC 8045). */
const WIRE = 'f11b06' + '0306c6336407' + '080600000001' + '090600000400' + '0a06000005ff'
const packet = (hex = '') => new Packet(Code.AccountingRequest).append(Buffer.from(hex, 'hex'))

describe('IP-Port-Range', () => {
  it('is an extended attribute with its values in TLVs', () => {
    expect(packet().add(IpPortRange, range).attributes.toString('hex')).to.equal(WIRE)
    expect(packet(WIRE).get(IpPortRange)).to.deep.equal(range)
    const freed = { ...range, address: undefined, isFreed: true }
    expect(packet().add(IpPortRange, freed).get(IpPortRange)).to.deep.equal(freed)
  })

  it('is found among others of its number, each as often as it is there', () => {
    const other = standard.octets('Extended-Attribute-1', 241)
    const mixed = packet().add(other, Buffer.from('050206', 'hex')).add(AcctSessionId, 'a')
    expect(mixed.has(IpPortRange)).to.equal(false)
    expect(mixed.get(IpPortRange)).to.equal(undefined)
    const second = { ...range, first: 2048, last: 2559 }
    mixed.add(IpPortRange, range).add(IpPortRange, second)
    expect(mixed.has(IpPortRange)).to.equal(true)
    expect(mixed.getAll(IpPortRange)).to.deep.equal([range, second])
  })

  it('is none where the TLVs are cut or none, or the ports are not in order or no ports', () => {
    const wrong = [
      'f10306',
      'f10406ff',
      'f1050609ff',
      'f10906090600000400',
      `f10f06${'0906000005ff'}${'0a0600000400'}`,
      `f10f06${'090600000400'}${'0a0600010000'}`,
    ]
    for (const hex of wrong) expect(packet(hex).getAll(IpPortRange), hex).to.deep.equal([])
  })
})

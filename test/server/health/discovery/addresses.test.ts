import { expect } from 'chai'
import { DiscoveryError, MOST_ADDRESSES, readAddresses } from '../../../../server/health/discovery/addresses.ts'

const all = (text: string, port?: number) => {
  const addresses = readAddresses(text, port)
  return Array.from({ length: addresses.total }, (_, index) => addresses.at(index))
}
const hosts = (text: string) => all(text).map(({ host }) => host)
const refusal = (text: string): string => {
  try {
    readAddresses(text)
  } catch (error) {
    expect(error).to.be.instanceOf(DiscoveryError)
    return (error as Error).message
  }
  return expect.fail(`${text} was taken`)
}

describe('addresses to be asked for an SNMP agent', () => {
  it('are those of networks of either family, addresses and names, in the order given', () => {
    expect(hosts('203.0.113.0/30')).to.deep.equal(['203.0.113.1', '203.0.113.2'])
    expect(hosts('203.0.113.4/31')).to.deep.equal(['203.0.113.4', '203.0.113.5'])
    expect(hosts('203.0.113.7/32')).to.deep.equal(['203.0.113.7'])
    expect(hosts('2001:db8::fe/127')).to.deep.equal(['2001:db8::fe', '2001:db8::ff'])
    expect(hosts('AP-7.example, 2001:db8::7\n203.0.113.0/30; 203.0.113.0/30')).to.deep.equal([
      ...['ap-7.example', '2001:db8::7', '203.0.113.1', '203.0.113.2'],
    ])
    expect(readAddresses('203.0.113.0/24').total).to.equal(254)
    expect(readAddresses('198.18.0.0/16').total).to.equal(65_534)
    expect(readAddresses('198.18.0.0/16').at(65_533).host).to.equal('198.18.255.254')
    expect(readAddresses('2001:db8::/112').total).to.equal(MOST_ADDRESSES)
  })

  it('have a port of their own, or that of all', () => {
    expect(
      all('192.0.2.7 192.0.2.8:1161 [2001:db8::7]:1161 203.0.113.0/31', 10_161).map(({ port }) => port),
    ).to.deep.equal([...[10_161, 1161, 1161, 10_161, 10_161]])
  })

  it('are refused in words where they are too many, whatever they are made of', () => {
    expect(refusal('10.0.0.0/8')).to.include('16,777,216 addresses').and.include('65,536')
    expect(refusal('2001:db8::/64')).to.include('18,446,744,073,709,551,616 addresses')
    expect(refusal('198.18.0.0/16 198.19.0.0/29')).to.include('65,540 addresses')
    expect(refusal('0.0.0.0/0')).to.include('addresses')
  })

  it('are refused where they are none, or nobody’s', () => {
    expect(refusal('')).to.include('203.0.113.0/24')
    expect(refusal('203.0.113.7/24')).to.include('203.0.113.0/24')
    for (const text of ['203.0.113.0/33', 'a b!', '192.0.2.7:99999', '1.2.3']) refusal(text)
    for (const text of [
      '224.0.0.0/24',
      '239.1.2.3',
      '255.255.255.255',
      '0.0.0.1',
      '240.0.0.0/30',
      'ff02::1',
      'ff02::/120',
    ])
      expect(refusal(text), text).to.include('not the addresses of hosts')
  })
})

import { expect } from 'chai'
import { EntryError } from '../../../../../server/network/gateways/entry/entry-error.ts'
import { readNetwork } from '../../../../../server/network/gateways/entry/network.ts'

describe('readNetwork', () => {
  it('reads addresses and networks of both families in their canonical form', () => {
    const read = ['203.0.113.7', '203.0.113.0/28', '0.0.0.0/0', '2001:DB8::1', '2001:db8:0:0::/64', ' 10.0.0.0/8 '].map(
      readNetwork,
    )
    expect(read).to.deep.equal([
      '203.0.113.7/32',
      '203.0.113.0/28',
      '0.0.0.0/0',
      '2001:db8::1/128',
      '2001:db8::/64',
      '10.0.0.0/8',
    ])
  })

  it('takes an IPv4 address written as IPv6 for what it is, since its packets come from there', () => {
    expect(readNetwork('::ffff:203.0.113.7')).to.equal('203.0.113.7/32')
    expect(readNetwork('::ffff:203.0.113.0/124')).to.equal('203.0.113.0/28')
  })

  it('names the network meant where bits beyond its length are set', () => {
    expect(() => readNetwork('203.0.113.7/28')).to.throw('203.0.113.0/28')
    expect(() => readNetwork('2001:db8::7/64')).to.throw('2001:db8::/64')
  })

  it('refuses everything else by the name of the field', () => {
    const wrong = [
      '',
      '300.1.1.1',
      '10.0.0.0/33',
      '10.0.0.0/8/9',
      '10.0.0.0/',
      '10.0.0.0/1e1',
      '2001:db8::1%eth0',
      '::/129',
    ]
    for (const text of wrong)
      expect(() => readNetwork(text), text)
        .to.throw(EntryError)
        .with.property('field', 'network')
  })
})

import { expect } from 'chai'
import { pinged } from '../../server/health/evidence/pings.ts'
import { requirePeer } from '../support/peers.ts'

describe("Debian's fping", () => {
  it('tells which of many addresses and names answer, by one process', async function () {
    requirePeer(this, 'fping')
    const loopback = Array.from({ length: 100 }, (_, index) => `127.0.1.${index + 1}`)
    // RFC 1112 section 4: nobody is there. RFC 6761: nor has that name an address.
    const answering = await pinged([...loopback, '240.0.0.1', 'no-such-host.invalid'])
    expect([...answering!].sort()).to.deep.equal([...loopback].sort())
  })

  it('is no evidence where it is not installed', async () => {
    expect(await pinged(['127.0.0.1'], { command: 'no-such-fping' })).to.equal(undefined)
  })
})

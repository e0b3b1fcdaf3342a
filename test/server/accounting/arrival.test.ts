import { expect } from 'chai'
import { type Arrival, decodeBlock, encodeBlocks, octetsOf } from '../../../server/accounting/arrival.ts'
import { arrivalOf } from '../../support/arrival.ts'

const at = new Date('2026-02-03T04:05:06.789Z')
const session = (acctSessionId: string) => arrivalOf({ kind: 'Start', gatewayId: 2 ** 31 - 1, at, acctSessionId })
const on = arrivalOf({ kind: 'AccountingOn', gatewayId: 7, at, nasIp: '192.0.2.1' })
const plain = (arrivals: Arrival[]) =>
  arrivals.map(({ packet, gatewayId, receivedAt }) => [gatewayId, receivedAt, packet.raw!.toString('hex')])

describe('a block of arrivals', () => {
  it('gives every request back as it came', () => {
    const arrivals = [session('0001-ñ"\\'), on, session('x'.repeat(253))]
    const blocks = encodeBlocks(arrivals)
    expect(blocks.map(({ count }) => count)).to.deep.equal([3])
    expect(blocks[0]!.octets.length).to.equal(arrivals.reduce((sum, arrival) => sum + octetsOf(arrival), 0))
    expect(plain(decodeBlock(blocks[0]!.octets))).to.deep.equal(plain(arrivals))
  })

  it("fits a page of the journal's table, whatever the number of requests", () => {
    const arrivals = Array.from({ length: 100 }, (_, n) => session(String(n).padStart(200, '-')))
    const blocks = encodeBlocks(arrivals)
    expect(blocks.length).to.be.within(3, 5)
    for (const { octets } of blocks) expect(octets.length).to.be.at.most(8_000)
    const decoded = blocks.map(({ octets }) => decodeBlock(octets))
    expect(decoded.map(({ length }) => length)).to.deep.equal(blocks.map(({ count }) => count))
    expect(plain(decoded.flat())).to.deep.equal(plain(arrivals))
  })
})

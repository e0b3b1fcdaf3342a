import { expect } from 'chai'
import { decodePackets, encodeRows } from '../../../../server/accounting/journal/journal-row.ts'
import type { Arrival } from '../../../../server/accounting/read-record.ts'
import { arrivalOf } from '../../../support/arrival.ts'

const at = new Date('2026-02-03T04:05:06.789Z')
const session = (acctSessionId: string) => arrivalOf({ kind: 'Start', gatewayId: 2 ** 31 - 1, at, acctSessionId })
const on = arrivalOf({ kind: 'AccountingOn', gatewayId: 7, at, nasIp: '192.0.2.1' })
const plain = (arrivals: Arrival[]) =>
  arrivals.map(({ packet, gatewayId, receivedAt }) => [gatewayId, receivedAt, packet.raw!.toString('hex')])

describe('a row of the accounting journal', () => {
  it('gives every request back as it came', () => {
    const arrivals = [session('0001-ñ"\\'), on, session('x'.repeat(253))]
    const rows = encodeRows(arrivals)
    expect(rows.map(({ count }) => count)).to.deep.equal([3])
    expect(plain(decodePackets(rows[0]!.packets))).to.deep.equal(plain(arrivals))
  })

  it('fits a page of the table, whatever the number of requests', () => {
    const arrivals = Array.from({ length: 100 }, (_, n) => session(String(n).padStart(200, '-')))
    const rows = encodeRows(arrivals)
    expect(rows.length).to.be.within(3, 5)
    for (const { packets } of rows) expect(packets.length).to.be.at.most(8_000)
    const decoded = rows.map(({ packets }) => decodePackets(packets))
    expect(decoded.map(({ length }) => length)).to.deep.equal(rows.map(({ count }) => count))
    expect(plain(decoded.flat())).to.deep.equal(plain(arrivals))
  })
})

import { expect } from 'chai'
import fc from 'fast-check'
import { addRecord, type SessionState } from '../../../../server/sessions/ledger/merge.ts'
import type { SessionRecord } from '../../../../server/sessions/ledger/record.ts'
import { KEPT_REPORTS } from '../../../../server/sessions/ledger/reports.ts'
import { sessionRecord } from '../../../support/session-record.ts'

const START = Date.parse('2026-03-02T04:00:00Z')
const at = (seconds: number) => new Date(START + seconds * 1000)
const MB = 1_000_000

const record = (kind: SessionRecord['kind'], seconds: number, more: Partial<SessionRecord> = {}) =>
  sessionRecord({ ...{ gatewayId: 1, sessionKey: 'k', acctSessionId: 'a', kind, at: at(seconds), seconds }, ...more })
const counted = (seconds: number, inputOctets: number, outputOctets: number, more: Partial<SessionRecord> = {}) =>
  record('interim', seconds, { inputOctets, outputOctets, ...more })
const start = record('start', 0)

const merged = (records: SessionRecord[]): SessionState =>
  records.reduce<SessionState | undefined>((state, one) => addRecord(state, one).state, undefined)!
const totals = ({ seconds, inputOctets, outputOctets, doubt }: SessionState) => [
  seconds,
  inputOctets,
  outputOctets,
  doubt,
]

describe('the records of a session', () => {
  it('add up where the counters start anew while the time goes on', () => {
    const records = [start, counted(60, 10, 100), counted(120, 50, 500), counted(180, 5, 20), counted(240, 30, 90)]
    expect(totals(merged(records))).to.deep.equal([240, 80, 590, null])
    expect(totals(merged(records.toReversed()))).to.deep.equal([240, 80, 590, null])
  })

  it('add 2^32 where one counter without gigawords went back alone, if a line carries so much', () => {
    const nearly = 2 ** 32 - 10 * MB
    const wrapped = (more: Partial<SessionRecord>) => [
      start,
      counted(300, 5, nearly, more),
      counted(600, 9, 10 * MB, more),
    ]
    expect(totals(merged(wrapped({ gigawords: false })))).to.deep.equal([600, 9, 2 ** 32 + 10 * MB, null])
    expect(totals(merged(wrapped({ gigawords: true })))).to.deep.equal([600, 9, nearly + 10 * MB, null])
    const tooFast = [counted(300, 5, MB, { gigawords: false }), counted(301, 9, 10, { gigawords: false })]
    expect(totals(merged([start, ...tooFast]))).to.deep.equal([301, 9, MB + 10, null])
  })

  it('are believed for no longer than has passed since the Start', () => {
    const state = merged([start, counted(600, 1, 1, { seconds: 366 * 86_400 })])
    expect(totals(state)).to.deep.equal([600, 1, 1, 'time'])
    expect(state.startedAt.getTime()).to.equal(START)
  })

  it('are repaired by a right value that comes later, without a Start too', () => {
    const wild = counted(600, 1, 1, { seconds: 366 * 86_400 })
    const first = addRecord(undefined, wild)
    expect(first.state).to.include({ seconds: 86_400, doubt: 'time' })
    const second = addRecord(first.state, counted(900, 2, 2))
    expect(second.state).to.include({ seconds: 900, outputOctets: 2 })
    expect(second.added.seconds, 'what was too much').to.equal(900 - 86_400)
    const many = Array.from({ length: 2 * KEPT_REPORTS }, (_, n) =>
      counted(600 + n, 1 + n, 1, { seconds: 366 * 86_400 + n }),
    )
    expect(merged([...many, counted(900, 99, 2)])).to.include({ seconds: 900, inputOctets: 99 })
  })

  it('count no octets that no line carries, whatever comes with them', () => {
    const lie = counted(60, 3e12, 5)
    expect(totals(merged([start, lie]))).to.deep.equal([60, 0, 0, 'volume'])
    expect(totals(merged([start, lie, counted(120, 7, 8)]))).to.deep.equal([120, 7, 8, 'volume'])
    const most = Number.MAX_SAFE_INTEGER
    const stop = record('stop', 60, { inputOctets: most, outputOctets: most, seconds: 2 ** 32 - 1 })
    const { inputOctets, outputOctets, seconds } = merged([stop])
    expect(inputOctets + outputOctets).to.equal(0)
    expect(seconds).to.be.at.most(86_400)
    const upAndDown = Array.from({ length: 60 }, (_, n) => counted(60 + n, n % 2 === 0 ? 3e9 : 0, 0))
    expect(merged([start, ...upAndDown]).inputOctets).to.be.at.most(312_500_000 * 180)
  })

  it('end where the gateway goes on no more, in whatever order that is told', () => {
    const stop = (seconds: number) => record('stop', seconds, { terminateCause: 1 })
    const ended = [start, stop(60), counted(120, 1, 1), stop(180), stop(240)]
    for (const order of [ended, ended.toReversed(), [...ended.slice(2), ...ended.slice(0, 2)]]) {
      expect(merged(order).endedAt).to.deep.equal(at(180))
    }
    expect(merged([start, stop(60), counted(120, 1, 1)])).to.include({ endedAt: null, endedBy: null })
    const late = { ...counted(30, 1, 1), at: at(90) }
    expect(merged([start, stop(60), late]).endedAt, 'late, with less than the Stop').to.deep.equal(at(60))
  })

  it('of a gateway without Acct-Session-Time count by when they were made', () => {
    const records = [60, 120, 180].map((seconds, n) => counted(seconds, [20, 5, 9][n]!, 1, { seconds: 0 }))
    for (const order of [records, records.toReversed()]) {
      expect(totals(merged([start, ...order]))).to.deep.equal([0, 29, 1, null])
    }
  })

  /** What a gateway reports every minute or later; counters begin anew now and then. */
  const reports = (most: number) =>
    fc
      .array(
        fc.record({
          pause: fc.integer({ min: 60, max: 900 }),
          input: fc.integer({ min: 0, max: 1000 * MB }),
          output: fc.integer({ min: 0, max: 1000 * MB }),
          anew: fc.boolean(),
        }),
        { minLength: 1, maxLength: most },
      )
      .map((steps) => {
        let [seconds, input, output] = [0, 0, 0]
        const all = steps.map((step) => {
          seconds += step.pause
          input = step.anew ? Math.floor(input / 2) : input + step.input
          output = step.anew ? Math.floor(output / 2) : output + step.output
          return counted(seconds, input, output)
        })
        const last = all.at(-1)!
        return [...all.slice(0, -1), { ...last, kind: 'stop' as const, terminateCause: 1 }]
      })
  const sumOf = (records: SessionRecord[], counter: 'inputOctets' | 'outputOctets') =>
    records.reduce((sum, one, index) => {
      const before = records[index - 1]?.[counter] ?? 0
      return sum + (one[counter] < before ? one[counter] : one[counter] - before)
    }, 0)

  it('leave the same state whatever their order and number, and the time a retransmission says', () => {
    const plans = reports(KEPT_REPORTS).chain((truth) => {
      const all = [start, ...truth]
      const again = fc.array(fc.tuple(fc.constantFrom(...all), fc.integer({ min: 0, max: 59 })))
      return again.chain((copies) => {
        const sent = [...all, ...copies.map(([one, delay]) => ({ ...one, at: new Date(+one.at + delay * 1000) }))]
        return fc.shuffledSubarray(sent, { minLength: sent.length }).map((order) => ({ truth, all, order }))
      })
    })
    fc.assert(
      fc.property(plans, ({ truth, all, order }) => {
        const state = merged(order)
        expect(totals(state)).to.deep.equal([
          truth.at(-1)!.seconds,
          sumOf(truth, 'inputOctets'),
          sumOf(truth, 'outputOctets'),
          null,
        ])
        const { reports: _, ...expected } = merged(all)
        const { reports: __, ...actual } = state
        expect(actual).to.deep.equal(expected)
      }),
      { numRuns: 500 },
    )
  })

  it('keep every octet of a long session, however few of its reports are kept, some of them late', () => {
    const plans = reports(60).chain((truth) =>
      fc
        .array(fc.integer({ min: 0, max: KEPT_REPORTS / 2 - 1 }), { minLength: truth.length, maxLength: truth.length })
        .map((late) => ({
          truth,
          order: truth
            .map((one, index) => ({ one, place: index + late[index]! + 0.5 * Number(late[index]! > 0) }))
            .sort((a, b) => a.place - b.place)
            .map(({ one }) => one),
        })),
    )
    fc.assert(
      fc.property(plans, ({ truth, order }) => {
        let state: SessionState | undefined
        let added = 0
        for (const one of [start, ...order, ...order.slice(-3)]) {
          const step = addRecord(state, one)
          state = step.state
          added += step.added.outputOctets
        }
        const expected = [sumOf(truth, 'inputOctets'), sumOf(truth, 'outputOctets')]
        expect([state!.inputOctets, state!.outputOctets]).to.deep.equal(expected)
        expect(added, 'what was added step by step').to.equal(expected[1])
        expect(state!.reports!.length).to.be.below(400)
      }),
      { numRuns: 500 },
    )
  })
})

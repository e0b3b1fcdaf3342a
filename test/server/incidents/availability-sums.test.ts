import { expect } from 'chai'
import fc from 'fast-check'
import type { HealthState } from '../../../server/health/tables.ts'
import { joined, type Span } from '../../../server/incidents/availability/spans.ts'
import { type Sums, sumsOf } from '../../../server/incidents/availability/sums.ts'
import { testGateway } from '../../support/city.ts'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'
import { manyHotspots } from './failing-hotspots.ts'
import { keepState } from './state-history.ts'

const HOUR = 3_600_000
const START = Date.parse('2026-11-01T00:00:00Z')
const at = (hour: number) => START + hour * HOUR
/** Hours: two months, one after the other; they end before now. */
const PERIODS = [
  [40, 100],
  [100, 130],
] as const
const NOW = 150
const HOTSPOTS = 6

/** A hotspot's states, by when each began, and when nobody was to be called; in hours. */
interface History {
  states: Array<{ state: HealthState; since: number }>
  silences: Span[]
  residents: number
}

const history: fc.Arbitrary<History> = fc
  .record({
    from: fc.integer({ min: 0, max: 110 }),
    parts: fc.array(
      fc.record({
        state: fc.constantFrom<HealthState>('up', 'degraded', 'down', 'down', 'unknown'),
        lasts: fc.integer({ min: 1, max: 40 }),
      }),
      { minLength: 1, maxLength: 8 },
    ),
    silences: fc.array(fc.tuple(fc.integer({ min: 0, max: 140 }), fc.integer({ min: 0, max: 140 })), { maxLength: 3 }),
    residents: fc.integer({ min: 0, max: 3 }),
  })
  .map(({ from, parts, silences, residents }) => {
    let since = from
    const states = parts.map(({ state, lasts }) => {
      const one = { state, since }
      since += lasts
      return one
    })
    return { states: states.filter((one) => one.since < NOW), silences: joined(silences), residents }
  })

/** The same sums, counted hour by hour. */
function counted(histories: readonly History[], [from, until]: readonly [number, number]) {
  const sums = {
    ...{ hotspots: 0, watchedMs: 0, downMs: 0, silencedMs: 0, weightedMs: 0, weightedDownMs: 0 },
    ...{ outages: 0, repaired: 0, repairMs: 0 },
  }
  for (const { states, silences, residents } of histories) {
    const stateAt = (hour: number) => states.findLast(({ since }) => since <= hour)?.state
    const isIll = (hour: number) => stateAt(hour) === 'down' || stateAt(hour) === 'unknown'
    const isSilent = (hour: number) => silences.some(([begins, ends]) => begins <= hour && hour < ends)
    const hours = Array.from({ length: until - from }, (_, index) => from + index)
    const known = hours.filter((hour) => stateAt(hour) !== undefined && stateAt(hour) !== 'unknown')
    const watched = known.filter((hour) => !isSilent(hour))
    const down = watched.filter((hour) => stateAt(hour) === 'down')
    sums.hotspots += known.length > 0 ? 1 : 0
    sums.watchedMs += watched.length * HOUR
    sums.downMs += down.length * HOUR
    sums.silencedMs += (known.length - watched.length) * HOUR
    sums.weightedMs += residents * watched.length * HOUR
    sums.weightedDownMs += residents * down.length * HOUR
    for (let hour = 0; hour < NOW; hour++) {
      if (!isIll(hour) || (hour > 0 && isIll(hour - 1))) continue
      let end = hour
      while (end < NOW && isIll(end)) end++
      const all = Array.from({ length: end - hour }, (_, index) => hour + index)
      // What began after the last period says nothing of it.
      const failed = all.filter((each) => {
        const one = states.findLast(({ since }) => since <= each)!
        return one.state === 'down' && one.since <= PERIODS[1][1]
      })
      const lasted = failed.filter((each) => !isSilent(each)).length
      if (lasted === 0) continue
      if (failed[0]! >= from && failed[0]! < until) sums.outages += 1
      if (end === NOW || end <= from || end > until) continue
      sums.repaired += 1
      sums.repairMs += lasted * HOUR
    }
  }
  return sums
}

describe('sums of availability', () => {
  let db: TestDatabase
  let ids: number[]
  before(async () => {
    db = await createTestDatabase()
    ids = await manyHotspots(db, await testGateway(db), HOTSPOTS)
  })
  after(() => db.close())

  const summed = async (histories: readonly History[]): Promise<Sums[]> => {
    await db.pool.query('delete from state_changes')
    for (const [index, { states }] of histories.entries())
      await keepState(
        db,
        ids[index]!,
        states.map(({ state, since }) => ({ state, since: at(since) })),
      )
    return sumsOf(db, {
      hotspots: histories.map(({ residents, silences }, index) => ({
        ...{ id: ids[index]!, key: 7, residents, silences: silences.length > 0 ? index : null },
      })),
      periods: PERIODS.map(([from, until]) => [at(from), at(until)] as const),
      silences: histories.map(({ silences }) => silences.map(([begins, ends]) => [at(begins), at(ends)] as const)),
      now: new Date(at(NOW)),
    })
  }
  const one = (states: History['states'], silences: Span[] = []): History => ({ states, silences, residents: 1 })
  const first = async (states: History['states'], silences?: Span[]) => (await summed([one(states, silences)]))[0]

  it('are what is counted hour by hour, whatever the states and silences', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(history, { minLength: 1, maxLength: HOTSPOTS }), async (histories) => {
        const sums = await summed(histories)
        const wanted = PERIODS.map((period, index) => ({ key: 7, period: index, ...counted(histories, period) }))
        const rounded = sums.map((row) =>
          Object.fromEntries(Object.entries(row).map(([name, value]) => [name, Math.round(value)])),
        )
        expect(rounded).to.deep.equal(wanted.filter(({ hotspots }) => hotspots > 0))
      }),
      { numRuns: 30 },
    )
  })

  it('take an outage whose cause changes, or is unknown for a while, as one', async () => {
    const states = (...parts: Array<[HealthState, number]>) => parts.map(([state, since]) => ({ state, since }))
    expect(await first(states(['up', 0], ['down', 50], ['down', 55], ['up', 60]))).to.include({
      ...{ outages: 1, repaired: 1, repairMs: 10 * HOUR, downMs: 10 * HOUR },
    })
    expect(await first(states(['up', 0], ['down', 50], ['unknown', 55], ['down', 57], ['up', 60]))).to.include({
      ...{ outages: 1, repaired: 1, repairMs: 8 * HOUR, watchedMs: 58 * HOUR },
    })
    expect(await first(states(['up', 0], ['down', 10], ['down', 20], ['up', 50])), 'from before').to.include({
      ...{ outages: 0, repaired: 1, repairMs: 40 * HOUR, downMs: 10 * HOUR },
    })
  })

  it('leave an outage that begins as the last period ends to the next one', async () => {
    const sums = await summed([
      one([
        { state: 'up', since: 0 },
        { state: 'down', since: PERIODS[1][1] },
      ]),
    ])
    expect(sums.map(({ outages }) => outages)).to.deep.equal([0, 0])
  })

  it('leave out an outage that was silenced from its beginning to its end', async () => {
    const states = [
      { state: 'up', since: 0 },
      { state: 'down', since: 50 },
      { state: 'up', since: 60 },
    ] as const
    expect(await first([...states], [[49, 61]])).to.include({
      ...{ outages: 0, repaired: 0, downMs: 0, silencedMs: 12 * HOUR, watchedMs: 48 * HOUR },
    })
  })

  it('find the failures of a month by their index, however many years there are', async () => {
    await db.pool.query('delete from state_changes')
    await db.pool.query(
      `insert into state_changes (hotspot_id, since, until, state, evidence)
       select id, at, at + interval '1 hour', case when n % 2 = 0 then 'up' else 'down' end, '{}'
       from unnest($1::bigint[]) as id, generate_series(1, 3000) n, lateral (select timestamptz '2026-11-01' - n * interval '1 hour' as at) t`,
      [ids],
    )
    await db.pool.query('analyze state_changes')
    const { rows } = await db.pool.query<{ 'QUERY PLAN': string }>(
      `explain select * from state_changes where state in ('down', 'unknown') and since >= '2026-10-25' and since <= '2026-10-26'`,
    )
    expect(rows.map((row) => row['QUERY PLAN']).join('\n')).to.include('state_failures')
  })
})

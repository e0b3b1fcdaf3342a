import { expect } from 'chai'
import fc from 'fast-check'
import { availability, type Watched } from '../../../server/incidents/availability/availability.ts'
import { joined, lengthOf, lengthWithout, type Span } from '../../../server/incidents/availability/spans.ts'
import { readAvailability } from '../../../server/incidents/availability/views.ts'
import { testGateway } from '../../support/city.ts'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'
import { manyHotspots } from './failing-hotspots.ts'

const HOUR = 3_600_000
const hotspot = (change: Partial<Watched> = {}): Watched => ({
  ...{ id: 1, key: 'a', residents: 100, silences: [], outages: [] },
  ...change,
})
const outage = (from: number, until: number, isOver = true) => ({ span: [from * HOUR, until * HOUR] as const, isOver })
const of = (hotspots: Watched[], from = 0, until = 100) => availability(hotspots, [from * HOUR, until * HOUR])

describe('availability', () => {
  it('is the share of the time that hotspots worked', () => {
    const [figures] = of([hotspot({ outages: [outage(10, 20)] }), hotspot({ id: 2 })])
    expect(figures).to.deep.equal({
      ...{ key: 'a', hotspots: 2, share: 0.95, weighted: 0.95, downMs: 10 * HOUR, silencedMs: 0 },
      ...{ outages: 1, repairMs: 10 * HOUR },
    })
  })

  it('weighs hotspots by the residents within their reach', () => {
    const [figures] = of([hotspot({ residents: 900, outages: [outage(0, 50)] }), hotspot({ id: 2, residents: 100 })])
    expect(figures!.share).to.equal(0.75)
    expect(figures!.weighted).to.be.closeTo(0.55, 1e-9)
    expect(of([hotspot({ residents: 0 })])[0]!.weighted, 'nobody lives there').to.equal(null)
  })

  it('leaves out what was silenced, of outages and of the time', () => {
    const silences: Span[] = [[0, 20 * HOUR]]
    const [figures] = of([hotspot({ silences, outages: [outage(10, 30), outage(2, 4)].reverse() })])
    expect(figures).to.include({ downMs: 10 * HOUR, silencedMs: 20 * HOUR, repairMs: 10 * HOUR })
    expect(figures!.share).to.equal(0.875)
    expect(of([hotspot({ silences: [[0, 100 * HOUR]] })])[0]!.share, 'there was no other time').to.equal(null)
  })

  it('counts an outage where it began, its repair where it ended, and none of one that goes on', () => {
    const one = [hotspot({ outages: [outage(-5, 3), outage(90, 100, false)] })]
    const [figures] = of(one)
    expect(figures).to.include({ outages: 1, repairMs: 8 * HOUR, downMs: 13 * HOUR })
  })

  it('joins spans whatever they are, and takes off of a span what they cover', () => {
    const time = fc.integer({ min: 0, max: 50 })
    const spans = fc.array(fc.tuple(time, time))
    fc.assert(
      fc.property(spans, fc.tuple(time, time), (some, [from, until]) => {
        const minutes = (all: readonly Span[]) =>
          new Set(all.flatMap(([a, b]) => Array.from({ length: Math.max(0, b - a) }, (_, index) => a + index)))
        const whole = joined(some)
        expect(lengthOf(whole)).to.equal(minutes(some).size)
        const covered = minutes(some)
        const free = [...minutes([[from, until]])].filter((minute) => !covered.has(minute))
        expect(lengthWithout([from, until], whole)).to.equal(free.length)
      }),
    )
  })

  describe('of a city', () => {
    let db: TestDatabase
    let hotspots: number[]
    const now = new Date('2026-11-30T00:00:00Z')
    const day = (text: string) => Date.parse(`2026-${text}T00:00:00Z`)
    before(async () => {
      db = await createTestDatabase()
      hotspots = await manyHotspots(db, await testGateway(db), 4)
      await db.pool.query("update hotspot_health set since = '2026-10-01'")
      const { rows } = await db.pool.query<{ id: number }>(
        "insert into hotspots (programme, code, name, site_id, latitude, longitude) select 'p', 'x', 'x', site_id, 0, 0 from hotspots limit 1 returning id",
      )
      await db.pool.query('insert into hotspot_health (hotspot_id) values ($1)', [rows[0]!.id])
      await db.pool.query(
        `insert into alerts (hotspot_id, kind, opened_at, closed_at) values
          ($1, 'down', '2026-10-31', '2026-11-02'), ($1, 'degraded', '2026-11-03', '2026-11-20'), ($2, 'down', '2026-11-10', null)`,
        [hotspots[0], hotspots[1]],
      )
      await db.pool.query(
        `insert into silences (scope, subject_id, starts_at, seconds, reason, ended_at) values
          ('hotspot', $1, '2026-11-10', 10 * 86400, 'works', '2026-11-15')`,
        [hotspots[1]],
      )
    })
    after(() => db.close())
    const read = (by: 'hotspot' | 'programme' | 'month' | 'neighbourhood', from: string, to: string) =>
      readAvailability(db, {
        ...{ by, districts: null, residentsNear: () => 10, now, timeZone: 'UTC' },
        periods:
          by === 'month'
            ? ['10', '11'].map((month) => ({
                name: `2026-${month}`,
                span: [day(`${month}-01`), Math.min(day(`${month}-28`), now.getTime())] as const,
              }))
            : [{ name: '', span: [day(from), day(to)] }],
      })

    it('names hotspots, the worst first, without those of which nothing is known', async () => {
      const rows = await read('hotspot', '11-01', '11-21')
      expect(rows.map(({ id }) => id)).to.deep.equal([hotspots[1], ...[hotspots[0], hotspots[2], hotspots[3]]])
      const DAY = 24 * HOUR
      expect(rows[0], 'a silence that was ended early').to.include({ downMs: 6 * DAY, silencedMs: 5 * DAY, share: 0.6 })
      expect(rows[1]).to.include({ downMs: DAY, share: 0.95, repairMs: 2 * DAY })
      expect(rows[1]!.name).to.equal('site 1')
    })

    it('sums up programmes, neighbourhoods and months, and knows nothing of a time before Plaza did', async () => {
      expect((await read('programme', '11-01', '11-21'))[0]).to.include({ name: 'p', hotspots: 4 })
      expect((await read('neighbourhood', '11-01', '11-21'))[0]).to.include({ id: null, name: null, hotspots: 4 })
      expect((await read('month', '', '')).map(({ name }) => name)).to.deep.equal(['2026-10', '2026-11'])
      expect(await read('hotspot', '01-01', '09-01')).to.deep.equal([])
    })
  })
})

import { expect } from 'chai'
import fc from 'fast-check'
import { availabilityOf } from '../../../server/incidents/availability/availability.ts'
import { joined, type Span } from '../../../server/incidents/availability/spans.ts'
import { readAvailability } from '../../../server/incidents/availability/views.ts'
import { testGateway } from '../../support/city.ts'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'
import { manyHotspots } from './failing-hotspots.ts'
import { keepState } from './state-history.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const sums = {
  ...{ hotspots: 2, watchedMs: 100, downMs: 25, silencedMs: 7, weightedMs: 1000, weightedDownMs: 100 },
  ...{ outages: 3, repaired: 2, repairMs: 30 },
}

describe('availability', () => {
  it('is the share of the time that hotspots worked, and the mean of what was mended', () => {
    expect(availabilityOf(sums)).to.deep.equal({
      ...{ hotspots: 2, share: 0.75, weighted: 0.9, downMs: 25, silencedMs: 7, outages: 3, repairMs: 15 },
    })
  })

  it('is none without time, without residents, or without anything mended', () => {
    const none = availabilityOf({ ...sums, watchedMs: 0, weightedMs: 0, weightedDownMs: 0, downMs: 0, repaired: 0 })
    expect(none).to.include({ share: null, weighted: null, repairMs: null })
  })

  it('joins spans whatever they are', () => {
    const time = fc.integer({ min: 0, max: 50 })
    fc.assert(
      fc.property(fc.array(fc.tuple(time, time)), (some) => {
        const minutes = (all: readonly Span[]) =>
          all.flatMap(([a, b]) => Array.from({ length: Math.max(0, b - a) }, (_, index) => a + index))
        const whole = joined(some)
        expect(minutes(whole), 'in order, none twice').to.deep.equal([...new Set(minutes(some))].sort((a, b) => a - b))
        for (const [index, [from]] of whole.slice(1).entries()) expect(from).to.be.above(whole[index]![1])
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
      const { rows } = await db.pool.query<{ id: number }>(
        "insert into hotspots (programme, code, name, site_id, latitude, longitude) select 'p', 'x', 'x', site_id, 0, 0 from hotspots limit 1 returning id",
      )
      const since = (state: 'up' | 'degraded' | 'down' | 'unknown', at: string) => ({ state, since: day(at) })
      const [a = 0, b = 0, c = 0, d = 0] = hotspots
      await keepState(db, a, [
        since('up', '10-01'),
        since('down', '10-31'),
        since('up', '11-02'),
        since('degraded', '11-03'),
      ])
      await keepState(db, b, [since('up', '10-01'), since('down', '11-10')])
      await keepState(db, c, [since('up', '11-06'), since('unknown', '11-11'), since('up', '11-16')])
      await keepState(db, d, [since('up', '10-01')])
      await db.pool.query('insert into hotspot_health (hotspot_id) values ($1)', [rows[0]!.id])
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
      expect(rows.map(({ id }) => id)).to.deep.equal([hotspots[1], hotspots[0], hotspots[2], hotspots[3]])
      expect(rows[0], 'a silence that was ended early').to.include({ downMs: 6 * DAY, silencedMs: 5 * DAY, share: 0.6 })
      expect(rows[0], 'it goes on').to.include({ outages: 1, repairMs: null })
      expect(rows[1], 'it began before').to.include({ downMs: DAY, share: 0.95, repairMs: 2 * DAY, outages: 0 })
      expect(rows[1]!.name).to.equal('site 1')
      expect(rows[2], 'what nobody knows is no time').to.include({ downMs: 0, share: 1 })
    })

    it('sums up programmes, neighbourhoods and months, and knows nothing of a time before Plaza did', async () => {
      const [all] = await read('programme', '11-01', '11-21')
      expect(all).to.include({ name: 'p', hotspots: 4, downMs: 7 * DAY, silencedMs: 5 * DAY })
      expect(all!.share, '20 + 15 + 10 + 20 days were watched').to.be.closeTo(1 - 7 / 65, 1e-9)
      expect((await read('neighbourhood', '11-01', '11-21'))[0]).to.include({ id: null, name: null, hotspots: 4 })
      const months = await read('month', '', '')
      expect(months.map(({ name, hotspots: known }) => [name, known])).to.deep.equal([
        ['2026-10', 3],
        ['2026-11', 4],
      ])
      expect(await read('hotspot', '01-01', '09-01')).to.deep.equal([])
    })
  })
})

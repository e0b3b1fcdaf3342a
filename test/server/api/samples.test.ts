import { expect } from 'chai'
import fc from 'fast-check'
import { chartHours, fillSteps, stepSeconds } from '../../../server/api/samples.ts'
import { maintainPartitions } from '../../../server/database/schema/partitions.ts'
import { sampleSteps } from '../../../server/health/views.ts'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'

const now = new Date('2026-11-23T12:00:00Z')
const reading = (step: number) => ({ step, reachable: true, clients: 4, inBps: 1, outBps: 2 })

describe('the readings of a chart', () => {
  it('are never more than 300, whatever the hours and the poll interval', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2160 }), fc.integer({ min: 5, max: 3600 }), (hours, pollSeconds) => {
        const step = stepSeconds(hours, pollSeconds)
        const rows = fillSteps([reading(Math.floor(now.getTime() / 1000 / step))], now, hours, step)
        expect(rows.length).to.be.at.most(300)
        expect(step).to.be.at.least(2 * pollSeconds)
      }),
    )
  })

  it('have null where nothing was read, at equal steps up to now', () => {
    const step = stepSeconds(24, 60)
    const last = Math.floor(now.getTime() / 1000 / step)
    const rows = fillSteps([reading(last - 2), reading(last)], now, 24, step)
    expect(rows).to.have.length(300)
    expect(rows.slice(-3).map(({ clients }) => clients)).to.deep.equal([4, null, 4])
    expect(rows.at(-2)!.reachable).to.equal(false)
    const times = rows.map(({ at }) => Date.parse(at))
    expect(new Set(times.slice(1).map((time, index) => time - times[index]!))).to.deep.equal(new Set([step * 1000]))
    expect(times.at(-1)).to.be.at.most(now.getTime())
  })

  it('are none where a hotspot was never polled', () => {
    expect(fillSteps([], now, 24, 288)).to.deep.equal([])
  })

  it('begin with the hour of the first reading, an hour ago at least and no earlier than asked for', () => {
    const hoursFor = (ageSeconds: number) => {
      const step = 288
      return chartHours(reading(Math.floor((now.getTime() / 1000 - ageSeconds) / step)), now, 24, step)
    }
    expect(hoursFor(0)).to.equal(1)
    expect(hoursFor(3000)).to.equal(1)
    expect(hoursFor(3 * 3600 + 600)).to.equal(4)
    expect(hoursFor(23.5 * 3600)).to.equal(24)
    expect(hoursFor(24 * 3600)).to.equal(24)
    expect(chartHours(undefined, now, 24, 288)).to.equal(24)
  })

  describe('from the database', () => {
    let db: TestDatabase
    before(async () => {
      db = await createTestDatabase()
      await maintainPartitions(db, 'samples', now, 90)
    })
    after(() => db.close())

    it('are averaged over each step, leaving out those that are not known', async () => {
      const at = (seconds: number) => new Date(now.getTime() + seconds * 1000)
      const row = { hotspot_id: 1, reachable: true }
      await db.query
        .insertInto('samples')
        .values([
          { ...row, at: at(0), clients: 2, in_bps: 100, out_bps: null },
          { ...row, at: at(60), clients: 4, in_bps: 300, out_bps: 50 },
          { ...row, at: at(120), reachable: false },
          { ...row, at: at(0), hotspot_id: 2, clients: 99 },
        ])
        .execute()
      const steps = await sampleSteps(db, 1, at(-3600), 120)
      expect(steps.map(({ step: _, ...values }) => values)).to.deep.equal([
        { reachable: true, clients: 3, inBps: 200, outBps: 50 },
        { reachable: false, clients: null, inBps: null, outBps: null },
      ])
    })
  })
})

import { expect } from 'chai'
import fc from 'fast-check'
import { createCalendar } from '../../../../server/health/poller/calendar.ts'
import { mostAtOnce, nextMoment, nextPoll, patienceOf } from '../../../../server/health/poller/schedule.ts'
import { defaultTolerance } from '../../../../server/health/state.ts'

const hours = fc.integer({ min: 0, max: 2 ** 40 })
const intervals = fc.constantFrom(10_000, 30_000, 60_000, 300_000)

describe('when an agent is polled', () => {
  it('is its own moment of each interval', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10 ** 6 }), intervals, hours, (id, interval, now) => {
        const moment = nextMoment(id, interval, now)
        expect(moment)
          .to.be.within(now, now + interval)
          .and.not.equal(now)
        expect(nextMoment(id, interval, moment)).to.equal(moment + interval)
        const polled = { failures: 0, begunAt: moment, endedAt: moment + 10 }
        expect(nextPoll(id, polled, interval, defaultTolerance)).to.equal(moment + interval)
      }),
    )
  })

  it('spreads them evenly', () => {
    const tenths = Array.from({ length: 10 }, () => 0)
    for (let id = 1; id <= 10_000; id++) tenths[Math.floor(nextMoment(id, 10_000, 0) / 1000) % 10]!++
    for (const count of tenths) expect(count).to.be.within(900, 1100)
  })

  it('comes soon after a lost poll, so that one that falls silent, slow ones too, is down within two intervals', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 10 ** 6 }),
        intervals,
        fc.integer({ min: 1, max: 6 }),
        hours,
        fc.double({ min: 0, max: 1, noNaN: true }),
        (id, interval, tolerated, now, slowness) => {
          const tolerance = { failures: tolerated, strained: 3 }
          const { timeoutMs, retries } = patienceOf(interval, tolerance)
          // A slow agent is given the time that it takes besides.
          const delay = (slowness * interval * 0.5) / tolerated
          const lost = timeoutMs * (retries + 1) + delay
          const answered = { failures: 0, begunAt: now - delay, endedAt: now }
          let at = nextPoll(id, answered, interval, tolerance)
          for (let failures = 1; failures <= tolerated; failures++) {
            const polled = { failures, begunAt: at, endedAt: at + lost }
            at = polled.endedAt
            if (failures < tolerated) at = nextPoll(id, polled, interval, tolerance)
          }
          expect(at - now).to.be.at.most(2 * interval)
        },
      ),
    )
  })

  it('shows 35,000 that fall silent at once within two intervals, a tenth of which are slow', () => {
    const [agents, intervalMs, silentAt] = [35_000, 10_000, 100_000]
    const { timeoutMs, retries } = patienceOf(intervalMs, defaultTolerance)
    const lostMs = (id: number) => timeoutMs * (retries + 1) + (id % 10 === 0 ? 1500 : 0)
    const calendar = createCalendar()
    for (let id = 1; id <= agents; id++) calendar.set(id, nextMoment(id, intervalMs, silentAt))
    const failures = new Map<number, number>()
    let [down, lastDown] = [0, 0]
    for (let now = silentAt; down < agents && now < silentAt + 10 * intervalMs; now += 25)
      for (const { id } of calendar.take(now, mostAtOnce(agents, 25, intervalMs))) {
        const polled = { failures: (failures.get(id) ?? 0) + 1, begunAt: now, endedAt: now + lostMs(id) }
        failures.set(id, polled.failures)
        if (polled.failures < defaultTolerance.failures)
          calendar.set(id, nextPoll(id, polled, intervalMs, defaultTolerance))
        else down++
        lastDown = Math.max(lastDown, polled.endedAt)
      }
    expect(down).to.equal(agents)
    expect(lastDown - silentAt).to.be.at.most(2 * intervalMs)
  })

  it('is once an interval again when it is down', () => {
    for (const failures of [3, 4, 100]) {
      const begunAt = nextMoment(7, 60_000, 0)
      const polled = { failures, begunAt, endedAt: begunAt + 5000 }
      expect(nextPoll(7, polled, 60_000, defaultTolerance)).to.equal(begunAt + 60_000)
    }
  })

  it('lets an agent that takes 5 s answer, where the interval is a minute', () => {
    const { timeoutMs, retries } = patienceOf(60_000, defaultTolerance)
    expect(timeoutMs * (retries + 1)).to.equal(6000)
  })
})

describe('the calendar', () => {
  it('gives each once, when it is due and not before, whatever was set, moved and removed', () => {
    const change = fc.record({ id: fc.nat(20), at: fc.nat(5000), remove: fc.boolean() })
    fc.assert(
      fc.property(fc.array(change, { maxLength: 60 }), fc.array(fc.nat(500), { maxLength: 30 }), (changes, steps) => {
        const calendar = createCalendar(25)
        const expected = new Map<number, number>()
        for (const { id, at, remove } of changes) {
          if (remove) calendar.remove(id)
          else calendar.set(id, at)
          if (remove) expected.delete(id)
          else expected.set(id, at)
        }
        let now = 0
        for (const step of [...steps, 6000]) {
          now += step
          for (const { id, at } of calendar.take(now, 1000)) {
            expect(at).to.equal(expected.get(id)).and.at.most(now)
            expected.delete(id)
          }
          for (const at of expected.values()) expect(at).to.be.above(now - 25)
        }
        expect(expected.size).to.equal(0)
      }),
    )
  })

  it('gives no more than are wanted, and the others at the next turn', () => {
    const calendar = createCalendar()
    for (let id = 0; id < 10; id++) calendar.set(id, id < 5 ? 100 : 200)
    const first = calendar.take(1000, 3)
    expect(first.every(({ id }) => id < 5)).to.equal(true)
    expect([...first, ...calendar.take(1000, 3), ...calendar.take(1000, 9)].map(({ id }) => id).sort()).to.deep.equal([
      ...Array(10).keys(),
    ])
    expect(calendar.take(1000, 9)).to.deep.equal([])
  })
})

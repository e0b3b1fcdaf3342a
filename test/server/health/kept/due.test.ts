import { expect } from 'chai'
import fc from 'fast-check'
import { dayAround, firstMarks, type Marks, nextStep, stepsAgain } from '../../../../server/health/kept/due.ts'

const zone = 'America/Mexico_City'
const at = (text: string) => Date.parse(text)
const HOUR = 3_600_000

/** All that is due until `now`, done. */
function caughtUp(marks: Marks, now: number, timeZone = zone) {
  const done = { ...marks }
  const steps = []
  for (let step = nextStep(done, now, timeZone); step; step = nextStep(done, now, timeZone)) {
    expect(step.from, 'nothing is left out').to.equal(done[step.level])
    expect(step.to).to.be.greaterThan(step.from)
    done[step.level] = step.to
    steps.push(step)
  }
  return { done, steps }
}

describe('what of the readings is to be rolled up', () => {
  it('is nothing before five minutes are over and stored', () => {
    const marks = firstMarks(at('2026-11-23T12:00:10Z'), zone)
    expect(nextStep(marks, at('2026-11-23T12:05:30Z'), zone)).to.equal(undefined)
    expect(nextStep(marks, at('2026-11-23T12:06:30Z'), zone)).to.deep.equal({
      level: 'groups',
      from: at('2026-11-23T12:00:00Z'),
      to: at('2026-11-23T12:05:00Z'),
    })
  })

  it('is, after a rest, all that there was meanwhile, without a gap and with nothing twice', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 20 * 24 * 60 }),
        fc.constantFrom(zone, 'Asia/Kathmandu', 'UTC'),
        (rest, timeZone) => {
          const first = at('2026-10-20T03:07:00Z')
          const now = first + rest * 60_000
          const { done } = caughtUp(firstMarks(first, timeZone), now, timeZone)
          expect(now - done.groups).to.be.lessThan(10 * 60_000)
          expect(now - done.hotspots).to.be.lessThan(HOUR + 10 * 60_000)
          expect(now - done.days).to.be.lessThan(26 * HOUR)
          expect(dayAround(done.days, timeZone)[0], 'whole days of the city').to.equal(done.days)
        },
      ),
    )
  })

  it('has days of 23 and 25 hours where clocks are changed', () => {
    const length = (text: string) => {
      const [from, to] = dayAround(at(text), 'Europe/Madrid')
      return (to - from) / HOUR
    }
    expect([
      length('2026-03-29T12:00:00Z'),
      length('2026-10-25T12:00:00Z'),
      length('2026-10-26T12:00:00Z'),
    ]).to.deep.equal([23, 25, 24])
  })

  it('is again, for samples that came late, what is rolled up of their hour, and no more', () => {
    const hour = at('2026-11-23T12:00:00Z')
    const levels = (marks: Marks) => stepsAgain(hour, marks, zone).map(({ level }) => level)
    expect(levels({ groups: hour, hotspots: hour, days: at('2026-11-23T06:00:00Z') })).to.deep.equal([])
    expect(stepsAgain(hour, { groups: hour + 600_000, hotspots: hour, days: 0 }, zone)).to.deep.equal([
      { level: 'groups', from: hour, to: hour + 600_000 },
    ])
    expect(levels({ groups: hour + HOUR, hotspots: hour + HOUR, days: at('2026-11-24T06:00:00Z') })).to.deep.equal([
      'groups',
      'hotspots',
      'days',
    ])
  })
})

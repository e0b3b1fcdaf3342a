import { expect } from 'chai'
import { expectedStarts, silenceOf } from '../../../../server/health/evidence/silence.ts'

const HOUR = 3_600_000
/** A Monday. */
const monday = Date.parse('2026-11-23T00:00:00Z')
const at = (hour: number) => monday + hour * HOUR
const hourOfWeek = (time: number) => ((Math.floor((time - monday) / HOUR) % 168) + 168) % 168
const always = () => true
/** Eight sessions an hour from 8 to 20, in four weeks. */
const busy = {
  weeks: 4,
  starts: Array.from({ length: 168 }, (_, hour) => (hour % 24 >= 8 && hour % 24 < 20 ? 32 : 0)),
}
const window = (from: number, to: number, isOpen: (time: number) => boolean = always) => ({
  ...{ from: at(from), to: at(to), hourOfWeek, isOpen },
})

describe('a silence', () => {
  it('is compared with what usually comes at these hours, by parts of hours', () => {
    expect(expectedStarts(busy, window(8, 9))).to.equal(8)
    expect(expectedStarts(busy, window(7.5, 8.25))).to.equal(2)
    expect(expectedStarts(busy, window(18, 32))).to.equal(16)
    expect(expectedStarts(busy, window(-900, 0)), 'of its last week').to.equal(12 * 8 * 7)
  })

  it('is one when it comes by chance less than once in ten thousand times', () => {
    expect(silenceOf(busy, window(8, 9.15))).to.equal(undefined)
    expect(silenceOf(busy, window(8, 9.16))).to.deep.equal({
      since: at(8),
      expected: expectedStarts(busy, window(8, 9.16)),
    })
  })

  it('is none at night, nor where few ever come', () => {
    expect(silenceOf(busy, window(20, 32))).to.equal(undefined)
    const quiet = { weeks: 4, starts: Array.from({ length: 168 }, () => 0.2) }
    expect(silenceOf(quiet, window(0, 160))).to.equal(undefined)
  })

  it('is none before two weeks of history', () => {
    expect(silenceOf({ ...busy, weeks: 1.9 }, window(8, 14))).to.equal(undefined)
    expect(silenceOf({ ...busy, weeks: 2 }, window(8, 14))).to.not.equal(undefined)
  })

  it('is none while it is closed, and closed hours count for nothing', () => {
    const openFrom = (hour: number) => (time: number) => time >= at(hour)
    expect(
      silenceOf(
        busy,
        window(8, 14, () => false),
      ),
    ).to.equal(undefined)
    expect(silenceOf(busy, window(8, 14, openFrom(13)))).to.equal(undefined)
    expect(silenceOf(busy, window(8, 14, openFrom(11)))?.expected).to.equal(24)
  })
})

import { expect } from 'chai'
import fc from 'fast-check'
import {
  HoursError,
  hoursText,
  type OpeningHours,
  openingAt,
  readHours,
} from '../../../server/hotspots/opening-hours.ts'

const ZONE = 'America/Mexico_City'
const MINUTE_MS = 60_000
const days = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']

/** Straight from the clock on the wall, a minute after the other. */
const isOpen = (hours: OpeningHours, zone: string, instant: number): boolean => {
  const [day = '', time = ''] = new Date(instant)
    .toLocaleString('en-GB', { timeZone: zone, weekday: 'short', hour: '2-digit', minute: '2-digit' })
    .split(' ')
  const [hour = 0, minute = 0] = time.split(':').map(Number)
  const at = days.indexOf(day.replace(',', '')) * 1440 + hour * 60 + minute
  return hours.some(({ from, to }) => from <= at && at < to)
}

describe('opening hours', () => {
  it('are read as people write them, and written in one spelling', () => {
    expect(hoursText(readHours('mon-tue 07:00-21:00, SAT 8:00 - 14:00'))).to.equal(
      'mon 07:00-21:00, tue 07:00-21:00, sat 08:00-14:00',
    )
    expect(hoursText(readHours('fri 22:00-02:00'))).to.equal('fri 22:00-24:00, sat 00:00-02:00')
    expect(hoursText(readHours('sun 22:00-02:00'))).to.equal('mon 00:00-02:00, sun 22:00-24:00')
    expect(hoursText(readHours('sat-mon 09:00-10:00')), 'past the end of the week').to.equal(
      'mon 09:00-10:00, sat 09:00-10:00, sun 09:00-10:00',
    )
    expect(readHours('mon-sun 00:00-24:00')).to.deep.equal([{ from: 0, to: 10_080 }])
  })

  it('are refused with the part that is wrong', () => {
    for (const [wrong, word] of [
      ['', '""'],
      ['lunes 7-21', 'lunes 7-21'],
      ['mon 07:00-21:00, foo 07:00-08:00', 'foo'],
      ['mon 07:60-21:00', '07:60'],
      ['mon 24:00-25:00', '24:00'],
    ] as const) {
      expect(() => readHours(wrong), wrong).to.throw(HoursError, word)
    }
  })

  it('tell when a school closes, and when it opens on Monday', () => {
    const school = readHours('mon-fri 07:00-21:00')
    const friday = Date.parse('2026-11-27T20:59:30-06:00')
    expect(openingAt(school, ZONE, friday)).to.deep.equal({
      open: true,
      changesAt: Date.parse('2026-11-27T21:00:00-06:00'),
    })
    expect(openingAt(school, ZONE, friday + MINUTE_MS)).to.deep.equal({
      open: false,
      changesAt: Date.parse('2026-11-30T07:00:00-06:00'),
    })
    expect(openingAt(readHours('mon-sun 00:00-24:00'), ZONE, friday)).to.deep.equal({
      open: true,
      changesAt: undefined,
    })
  })

  it('change when the clock on the wall says so, also on days when clocks are put forward or back', () => {
    const span = fc.record({
      day: fc.constantFrom('mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'),
      from: fc.integer({ min: 0, max: 1439 }),
      to: fc.integer({ min: 0, max: 1439 }),
    })
    const clock = (at: number) => `${Math.floor(at / 60)}:${String(at % 60).padStart(2, '0')}`
    // Around the changes of 2026 in each zone; Mexico City has none.
    const when = fc.constantFrom(
      ['Europe/Madrid', '2026-03-28T12:00:00Z'],
      ['Europe/Madrid', '2026-10-24T12:00:00Z'],
      ['America/Tijuana', '2026-03-07T20:00:00Z'],
      ['America/Tijuana', '2026-10-31T20:00:00Z'],
      ['Australia/Lord_Howe', '2026-04-04T06:00:00Z'],
      [ZONE, '2026-11-25T12:00:00Z'],
    )
    fc.assert(
      fc.property(
        fc.array(span, { minLength: 1, maxLength: 3 }),
        when,
        fc.integer({ min: 0, max: 1439 }),
        (spans, [zone, day], offset) => {
          const hours = readHours(spans.map(({ day, from, to }) => `${day} ${clock(from)}-${clock(to)}`).join(', '))
          const instant = Date.parse(day!) + offset * MINUTE_MS
          const { open, changesAt } = openingAt(hours, zone!, instant)
          expect(open).to.equal(isOpen(hours, zone!, instant))
          const end = Math.min(changesAt ?? Number.POSITIVE_INFINITY, instant + 2 * 86_400_000)
          for (let at = instant + MINUTE_MS; at < end; at += 7 * MINUTE_MS) {
            if (isOpen(hours, zone!, at) !== open) expect.fail(`open ${!open} at ${new Date(at).toISOString()} already`)
          }
          if (changesAt !== undefined) expect(isOpen(hours, zone!, changesAt)).to.equal(!open)
        },
      ),
      { numRuns: 20 },
    )
  })
})

import { expect } from 'chai'
import fc from 'fast-check'
import { localClock } from '../../../../server/network/groups/local-clock.ts'
import {
  formatHours,
  HoursError,
  type OpeningHours,
  openingAt,
  opensAt,
  openUntil,
  parseHours,
} from '../../../../server/network/groups/opening-hours.ts'

const MINUTE = 60_000
const DAY = 86_400_000
/** With and without daylight saving time; of half an hour (Lord Howe), at midnight (Santiago), in winter (Casablanca). */
const zones = [
  'America/Mexico_City',
  'America/New_York',
  'Europe/Madrid',
  'America/Santiago',
  'Australia/Lord_Howe',
  'Africa/Casablanca',
  'UTC',
]

const time = fc.integer({ min: 0, max: 1439 })
const written = (minute: number) =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`
const part = fc
  .tuple(fc.constantFrom('mon', 'tue', 'wed-fri', 'sat-mon', 'sun', 'mon-sun'), time, time)
  .filter(([, from, to]) => from !== to)
  .map(([days, from, to]) => `${days} ${written(from)}-${written(to)}`)
const anyHours = fc.array(part, { minLength: 1, maxLength: 6 }).map((parts) => parseHours(parts.join(', ')))
const anyZone = fc.constantFrom(...zones)
const anyInstant = fc.integer({ min: Date.parse('2025-01-01'), max: Date.parse('2028-01-01') })

/** By what the clock on the wall shows. */
function showsOpen(hours: OpeningHours, zone: string, instant: number): boolean {
  const wall = localClock(zone).wall(instant)
  const [day, minute] = [Math.floor(wall / DAY), (wall % DAY) / MINUTE]
  const of = (days: number) => hours[(((days + 3) % 7) + 7) % 7]!
  return of(day).some(([from, to]) => from <= minute && minute < to) || of(day - 1).some(([, to]) => minute < to - 1440)
}

const offset = (zone: string, instant: number) => localClock(zone).wall(instant) - instant

describe('opening hours', () => {
  it('are written in canonical form, whatever the spelling and the order', () => {
    const canonical = (text: string) => formatHours(parseHours(text))
    expect(canonical('sat 08:00-14:00,mon-fri 7:00–21:00')).to.equal('mon-fri 07:00-21:00, sat 08:00-14:00')
    expect(canonical('Lunes-Viernes 07:00-21:00; sáb 08:00-14:00')).to.equal('mon-fri 07:00-21:00, sat 08:00-14:00')
    expect(canonical('mon, wed 08:00-12:00, 14:00-18:00')).to.equal(
      'mon 08:00-12:00, 14:00-18:00, wed 08:00-12:00, 14:00-18:00',
    )
    expect(canonical('fri-sun 22:00-02:00')).to.equal('fri-sun 22:00-02:00')
    expect(canonical('mon 08:00-12:00, 11:00-13:00, 13:00-24:00')).to.equal('mon 08:00-24:00')
    expect(canonical('sat-mon 00:00-24:00')).to.equal('mon 00:00-24:00, sat-sun 00:00-24:00')
  })

  const wrong: Array<[text: string, part: string, what: RegExp]> = [
    ['', '', /names no hours/],
    ['mon-fri', 'mon-fri', /names no hours/],
    ['mon 08:00-12:00, tue', 'tue', /names no hours/],
    ['08:00-12:00', '08:00-12:00', /names no days/],
    ['mon-fri 07:00-21:00, sunny 08:00-14:00', 'sunny 08:00-14:00', /"sunny"/],
    ['mon-wed-fri 08:00-12:00', 'mon-wed-fri 08:00-12:00', /day/],
    ['mon 7-21', 'mon 7-21', /span of time/],
    ['mon 08:00-25:00', 'mon 08:00-25:00', /span of time/],
    ['mon 08:60-12:00', 'mon 08:60-12:00', /span of time/],
    ['mon 24:00-12:00', 'mon 24:00-12:00', /span of time/],
    ['mon 07:00-07:00', 'mon 07:00-07:00', /same time/],
  ]
  for (const [text, part, what] of wrong) {
    it(`refuse "${text}", naming the part and what is wrong`, () => {
      expect(() => parseHours(text))
        .to.throw(HoursError, what)
        .with.property('part', part)
    })
  }

  it('read back as they were written', () => {
    fc.assert(
      fc.property(anyHours, (hours) => {
        expect(parseHours(formatHours(hours))).to.deep.equal(hours)
      }),
    )
  })

  it('open and close by the clock on the wall, except near its changes', () => {
    fc.assert(
      fc.property(anyHours, anyZone, anyInstant, (hours, zone, instant) => {
        fc.pre(offset(zone, instant - 2 * DAY) === offset(zone, instant + 2 * DAY))
        expect(openingAt(hours, zone, new Date(instant)).open).to.equal(showsOpen(hours, zone, instant))
      }),
    )
  })

  it('stay as they are until the moment told, and then change, whatever clocks do meanwhile', () => {
    fc.assert(
      fc.property(
        anyHours,
        anyZone,
        anyInstant,
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (hours, zone, instant, share) => {
          const { open, until } = openingAt(hours, zone, new Date(instant))
          if (until === undefined) {
            for (let day = 0; day < 8; day++) {
              expect(openingAt(hours, zone, new Date(instant + day * DAY)).open).to.equal(open)
            }
            return
          }
          expect(until.getTime()).to.be.greaterThan(instant)
          const between = new Date(instant + Math.floor((until.getTime() - instant) * share))
          expect(openingAt(hours, zone, between)).to.deep.equal({ open, until })
          expect(openingAt(hours, zone, until).open).to.equal(!open)
        },
      ),
    )
  })

  it('never close where every hour of the week is open', () => {
    const hours = parseHours('mon-sun 00:00-24:00')
    for (const zone of zones) {
      expect(openingAt(hours, zone, new Date('2026-03-28T12:00:00Z'))).to.deep.equal({ open: true, until: undefined })
    }
  })

  it('pass midnight and the end of the week', () => {
    const hours = parseHours('sun 22:00-02:00')
    const monday = new Date('2026-03-02T01:30:00Z')
    expect(openUntil(hours, 'UTC', monday)).to.deep.equal(new Date('2026-03-02T02:00:00Z'))
    expect(opensAt(hours, 'UTC', new Date('2026-03-02T02:00:00Z'))).to.deep.equal(new Date('2026-03-08T22:00:00Z'))
    expect(openUntil(hours, 'UTC', new Date('2026-03-02T02:00:00Z'))).to.equal(undefined)
  })

  it('last an hour longer in the night in which clocks go back, and do not open twice', () => {
    const hours = parseHours('sat 22:00-02:30')
    const closes = new Date('2026-10-25T00:30:00Z')
    expect(openUntil(hours, 'Europe/Madrid', new Date('2026-10-24T21:00:00Z'))).to.deep.equal(closes)
    expect(openingAt(hours, 'Europe/Madrid', new Date('2026-10-25T01:15:00Z')).open).to.equal(false)
    const all = parseHours('sat 22:00-03:30')
    expect(openUntil(all, 'Europe/Madrid', new Date('2026-10-24T21:00:00Z'))).to.deep.equal(
      new Date('2026-10-25T02:30:00Z'),
    )
  })

  it('begin when clocks go forward where their beginning is left out', () => {
    const hours = parseHours('sun 02:30-06:00')
    expect(opensAt(hours, 'Europe/Madrid', new Date('2026-03-29T00:00:00Z'))).to.deep.equal(
      new Date('2026-03-29T01:00:00Z'),
    )
    const leftOut = parseHours('sun 02:10-02:50')
    expect(opensAt(leftOut, 'Europe/Madrid', new Date('2026-03-29T00:00:00Z'))).to.deep.equal(
      new Date('2026-04-05T00:10:00Z'),
    )
  })

  it('follow the city’s clock, not that of the machine', () => {
    const hours = parseHours('mon-fri 07:00-21:00')
    expect(opensAt(hours, 'America/Mexico_City', new Date('2026-11-03T12:59:00Z'))).to.deep.equal(
      new Date('2026-11-03T13:00:00Z'),
    )
  })
})

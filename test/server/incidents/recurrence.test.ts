import { expect } from 'chai'
import { checkedRule, holdsAt, nextAfter, RecurrenceError } from '../../../server/incidents/silences/recurrence.ts'

const HOUR = 3600

describe('when a silence holds', () => {
  it('once: from its beginning for so long', () => {
    const once = { startsAt: new Date('2026-11-29T03:00:00Z'), seconds: 2 * HOUR, rrule: null }
    const at = (text: string) => holdsAt(once, new Date(text), 'UTC') !== undefined
    expect(at('2026-11-29T02:59:59Z')).to.equal(false)
    expect(at('2026-11-29T03:00:00Z')).to.equal(true)
    expect(at('2026-11-29T04:59:59Z')).to.equal(true)
    expect(at('2026-11-29T05:00:00Z')).to.equal(false)
    expect(nextAfter(once, new Date('2026-11-29T04:00:00Z'), 'UTC')).to.equal(undefined)
  })

  it('every Sunday at three by the city’s clock, also across the change of the clock', () => {
    // Madrid: UTC+2 until 25 October 2026, then UTC+1
    const zone = 'Europe/Madrid'
    const weekly = {
      startsAt: new Date('2026-10-11T01:00:00Z'),
      seconds: 2 * HOUR,
      rrule: checkedRule('freq=weekly;byday=su'),
    }
    const at = (text: string) => holdsAt(weekly, new Date(text), zone) !== undefined
    expect(at('2026-10-04T01:30:00Z'), 'before the first').to.equal(false)
    expect(at('2026-10-18T01:30:00Z'), 'summer').to.equal(true)
    expect(at('2026-11-01T01:30:00Z'), 'two by the clock in winter').to.equal(false)
    expect(at('2026-11-01T02:30:00Z'), 'three by the clock in winter').to.equal(true)
    expect(at('2026-11-02T02:30:00Z'), 'Monday').to.equal(false)
    expect(nextAfter(weekly, new Date('2026-11-01T02:30:00Z'), zone)?.from.toISOString()).to.equal(
      '2026-11-08T02:00:00.000Z',
    )
  })

  it('over midnight, and to the end of a rule that ends', () => {
    const nightly = { startsAt: new Date('2026-11-01T23:00:00Z'), seconds: 3 * HOUR, rrule: 'FREQ=DAILY;COUNT=2' }
    const at = (text: string) => holdsAt(nightly, new Date(text), 'UTC') !== undefined
    expect(at('2026-11-02T01:00:00Z')).to.equal(true)
    expect(at('2026-11-03T01:00:00Z')).to.equal(true)
    expect(at('2026-11-04T01:00:00Z')).to.equal(false)
  })

  it('refuses what is no rule, or comes every minute, in words', () => {
    for (const text of [
      'every sunday',
      'FREQ=SOMETIMES',
      'FREQ=MINUTELY',
      'FREQ=WEEKLY;BYDAY=XX',
      'DTSTART:20260101T000000Z',
      '',
    ])
      expect(() => checkedRule(text), text).to.throw(RecurrenceError)
  })
})

import { expect } from 'chai'
import fc from 'fast-check'
import { createCityClock } from '../../dashboard/src/parts/city-clock.ts'

const zones = [
  'America/Mexico_City',
  'America/Chicago',
  'Europe/Madrid',
  'Australia/Lord_Howe',
  'Asia/Kathmandu',
  'UTC',
]
const minute = fc
  .integer({ min: Date.UTC(2000, 0, 1) / 60_000, max: Date.UTC(2060, 0, 1) / 60_000 })
  .map((number) => new Date(number * 60_000))
const iso = (instants: Date[]) => instants.map((instant) => instant.toISOString())

describe('the clocks of the city', () => {
  const madrid = createCityClock('Europe/Madrid')

  it('say what a time that somebody writes stands for, whatever zone this machine is in', () => {
    expect(iso(createCityClock('America/Mexico_City').instants('2026-11-30T22:00'))).to.deep.equal([
      '2026-12-01T04:00:00.000Z',
    ])
    expect(iso(madrid.instants('2026-11-30T22:00'))).to.deep.equal(['2026-11-30T21:00:00.000Z'])
    expect(madrid.shown(new Date('2026-11-30T21:00:30.000Z'))).to.equal('2026-11-30T22:00')
  })

  it('show each time of the hour that they repeat twice', () => {
    const both = madrid.instants('2026-10-25T02:30')
    expect(iso(both)).to.deep.equal(['2026-10-25T00:30:00.000Z', '2026-10-25T01:30:00.000Z'])
    expect(both.map((instant) => madrid.offset(instant))).to.deep.equal(['GMT+2', 'GMT+1'])
    expect(iso(madrid.instants('2026-10-25T03:00'))).to.deep.equal(['2026-10-25T02:00:00.000Z'])
    expect(iso(createCityClock('Australia/Lord_Howe').instants('2026-04-05T01:45'))).to.have.length(2)
  })

  it('never show what they leave out', () => {
    expect(madrid.instants('2026-03-29T02:00')).to.deep.equal([])
    expect(madrid.instants('2026-03-29T02:59')).to.deep.equal([])
    expect(iso(madrid.instants('2026-03-29T03:00'))).to.deep.equal(['2026-03-29T01:00:00.000Z'])
  })

  it('know no time where none is written', () => {
    for (const time of ['', 'x', '2026-13-01T00:00', '202611-11-30T22:00'])
      expect(madrid.instants(time), time).to.deep.equal([])
  })

  it('lead back from what they show to the instant, over every change', () => {
    fc.assert(
      fc.property(fc.constantFrom(...zones), minute, (zone, instant) => {
        const clock = createCityClock(zone)
        const found = clock.instants(clock.shown(instant))
        expect(iso(found)).to.include(instant.toISOString())
        expect(new Set(found.map((each) => clock.shown(each)))).to.deep.equal(new Set([clock.shown(instant)]))
      }),
    )
  })
})

import { expect } from 'chai'
import fc from 'fast-check'
import type { HotspotRow } from '../../../../server/import/hotspots/rows.ts'
import { sift } from '../../../../server/import/hotspots/sift.ts'

const bounds = { west: -100, south: 19, east: -98, north: 20 }
const format = {
  headers: ['id', 'programa', 'latitud', 'longitud'],
  columns: { code: 0, programme: 1, latitude: 2, longitude: 3 },
}
const row = (line: number, change: Partial<HotspotRow> = {}): HotspotRow => ({
  line,
  programme: 'P',
  code: 'A',
  name: 'A',
  latitude: 19.5,
  longitude: -99,
  settlement: null,
  borough: null,
  installedOn: null,
  ...change,
})

describe('sifting records', () => {
  it('keeps one id of two programmes as two hotspots', () => {
    expect(sift([row(2), row(3, { programme: 'Q' })], bounds, format).kept).to.have.length(2)
  })

  it('does not confuse a programme and id that run together', () => {
    const rows = [row(2, { programme: 'P', code: 'Q,R' }), row(3, { programme: 'P,Q', code: 'R' })]
    expect(sift(rows, bounds, format).kept).to.have.length(2)
  })

  it('keeps two hotspots at one coordinate', () => {
    expect(sift([row(2), row(3, { code: 'B' })], bounds, format).kept).to.have.length(2)
  })

  it('merges a record that repeats an earlier one in every field', () => {
    expect(sift([row(2), row(3)], bounds, format)).to.deep.include({ kept: [row(2)], merged: [{ line: 3, sameAs: 2 }] })
  })

  it('sets aside another access point with the id of an earlier one, naming its line', () => {
    const { kept, setAside } = sift([row(2), row(3, { latitude: 19.6 })], bounds, format)
    expect(kept).to.deep.equal([row(2)])
    expect(setAside).to.deep.equal([
      {
        line: 3,
        programme: 'P',
        code: 'A',
        field: 'id',
        value: 'A',
        reason: 'duplicate-id',
        detail: 'line 2 has the same programme and id, but differs',
      },
    ])
  })

  it('sets aside what lies outside, naming the coordinate that is wrong', () => {
    const { setAside } = sift([row(2, { longitude: 99 }), row(3, { latitude: 1950 })], bounds, format)
    expect(setAside.map(({ field, value, reason }) => [field, value, reason])).to.deep.equal([
      ['longitud', '99', 'outside-the-city'],
      ['latitud', '1950', 'outside-the-city'],
    ])
  })

  it('accounts for every record once, and keeps one to each programme and id', () => {
    const some = fc.record({
      programme: fc.constantFrom('P', 'Q'),
      code: fc.constantFrom('A', 'B', 'C'),
      latitude: fc.constantFrom(19.1, 19.2, 25),
    })
    fc.assert(
      fc.property(fc.array(some), (changes) => {
        const rows = changes.map((change, i) => row(i + 2, change))
        const { kept, merged, setAside } = sift(rows, bounds, format)
        const lines = [...kept, ...merged, ...setAside].map(({ line }) => line)
        expect(lines.sort((a, b) => a - b)).to.deep.equal(rows.map(({ line }) => line))
        const keys = kept.map(({ programme, code }) => `${programme} ${code}`)
        expect(new Set(keys).size).to.equal(keys.length)
      }),
    )
  })
})

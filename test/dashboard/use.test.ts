import { expect } from 'chai'
import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { askedBy } from '../../dashboard/src/use/asked.ts'
import { csvOf } from '../../dashboard/src/use/csv.ts'
import { figureOf, isCountedBy } from '../../dashboard/src/use/figures.ts'
import { periodBefore, sinceAt, stepsBetween } from '../../dashboard/src/use/steps.ts'
import { readUse, type UseRow } from '../../server/api/contract/index.ts'

const row: UseRow = {
  ...{ since: '2026-03-02', sessions: 4, begun: 3, seconds: 5400, octets: 3300, inputOctets: 300, outputOctets: 3000 },
  ...{ residents: 2, newResidents: 1, peak: 2, capacity: null, saturatedMinutes: 0 },
  turnedAway: 7,
}

describe('the page of what was used', () => {
  const asked = (address: string) => askedBy(new URLSearchParams(address), '2026-03-15')

  it('shows the city’s last thirty days where its address says nothing, or nothing that can be', () => {
    for (const address of ['', 'kind=planet&from=2026-99-01&to=x&step=age&measure=soul&with=y', 'from=2027-01-01'])
      expect(asked(address), address).to.deep.equal({
        ...{ query: { kind: 'city', from: '2026-02-14', to: '2026-03-15', step: 'day' }, measure: 'residents' },
        ...{ comparison: 'none', other: undefined },
      })
  })

  it('compares with as many days before, the same days a year before, and another place', () => {
    const period = 'kind=site&place=7&from=2028-02-29&to=2028-03-02'
    const site = { kind: 'site', place: '7', step: 'day' }
    expect(asked(`${period}&with=before`).other).to.deep.equal({ ...site, from: '2028-02-26', to: '2028-02-28' })
    expect(asked(`${period}&with=year`).other).to.deep.equal({ ...site, from: '2027-03-01', to: '2027-03-02' })
    expect(asked(`${period}&with=place&kind2=borough&place2=tlahuac`).other).to.deep.equal({
      ...{ kind: 'borough', place: 'tlahuac', step: 'day', from: '2028-02-29', to: '2028-03-02' },
    })
    expect(asked(`${period}&with=place&kind2=borough`).other, 'not chosen yet').to.equal(undefined)
    expect(asked('kind=borough').query, 'nor is this').to.include({ kind: 'city' })
  })

  it('compares whole months and weeks with as many, which a number of days would not give', () => {
    const other = (from: string, to: string, step: string, how: string) => {
      const { from: first, to: last } = asked(`from=${from}&to=${to}&step=${step}&with=${how}`).other!
      return [first, last]
    }
    // 31 days before March reach into January.
    expect(other('2026-03-01', '2026-03-31', 'month', 'before')).to.deep.equal(['2026-02-01', '2026-02-28'])
    expect(other('2025-11-15', '2026-01-02', 'month', 'before'), 'across years').to.deep.equal([
      '2025-08-01',
      '2025-10-31',
    ])
    expect(other('2025-11-15', '2026-01-02', 'month', 'year')).to.deep.equal(['2024-11-01', '2025-01-31'])
    expect(other('2028-02-29', '2028-02-29', 'month', 'year')).to.deep.equal(['2027-02-01', '2027-02-28'])
    expect(other('2026-03-04', '2026-03-11', 'week', 'before')).to.deep.equal(['2026-02-16', '2026-03-01'])
    // A Monday is not one a year before, by the date.
    expect(other('2026-03-02', '2026-03-08', 'week', 'year')).to.deep.equal(['2025-03-03', '2025-03-09'])
  })

  it('has as many steps before a period as in it, whatever it is, and knows when each begins', () => {
    const days = fc.integer({ min: 0, max: 20_000 }).map((day) => new Date(day * 86_400_000).toISOString().slice(0, 10))
    const steps = fc.constantFrom('hour', 'day', 'week', 'month' as const)
    fc.assert(
      fc.property(days, days, steps, (one, another, step) => {
        const [from, to] = one < another ? [one, another] : [another, one]
        const before = periodBefore(step, { from, to })
        expect(stepsBetween(step, before.from, before.to)).to.equal(stepsBetween(step, from, to))
        const last = sinceAt(step, from, stepsBetween(step, from, to))
        expect(sinceAt(step, to, 0)).to.equal(last)
      }),
    )
    expect([0, 24, 49].map((count) => sinceAt('hour', '2026-12-31', count))).to.deep.equal([
      ...['2026-12-31T00', '2027-01-01T00', '2027-01-02T01'],
    ])
  })

  it('knows who returns from who is new, and what is not counted by hour', () => {
    expect(
      ['newResidents', 'returning', 'turnedAway'].map((measure) => figureOf(row, measure as 'returning')),
    ).to.deep.equal([...[1, 1, 7]])
    expect(figureOf({ ...row, newResidents: null }, 'returning')).to.equal(null)
    expect(isCountedBy('saturated', 'hour')).to.equal(true)
    expect(isCountedBy('turnedAway', 'hour')).to.equal(true)
    expect(isCountedBy('returning', 'hour')).to.equal(false)
  })

  it('asks the API for nothing that it refuses, whatever the address says', () => {
    const text = fc.oneof(
      fc.constantFrom('city', 'site', '7', 'day', 'hour', '2026-01-01', '2024-02-29', 'year'),
      fc.string(),
    )
    const names = fc.constantFrom('kind', 'place', 'from', 'to', 'step', 'with', 'kind2', 'place2')
    fc.assert(
      fc.property(fc.array(fc.tuple(names, text)), (said) => {
        const { query, other } = askedBy(new URLSearchParams(said), '2026-03-15')
        for (const one of [query, other]) {
          const result = one && readUse.query.safeParse(one)
          const refused = result?.success === false ? result.error.issues.map(({ path }) => path[0]) : []
          // More hours than a chart has are refused in words.
          expect(refused.filter((field) => field !== 'to')).to.deep.equal([])
        }
      }),
    )
  })

  it('writes rows as CSV whose cells no spreadsheet takes for a formula', () => {
    for (const place of ['=HYPERLINK("http://x")', '+52', '-1', '@sum', 'Plaza "Norte", 2', 'Una\nlínea', 'Tláhuac']) {
      const [written] = parse(csvOf([{ place, rows: [row] }]), { columns: true, bom: true }) as Array<
        Record<string, string>
      >
      expect(written!.place).to.equal(/^[=+\-@]/.test(place) ? `'${place}` : place)
      expect(written).to.include({ since: '2026-03-02', residents: '2', octets: '3300', capacity: '', turnedAway: '7' })
    }
  })
})

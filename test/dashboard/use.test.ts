import { expect } from 'chai'
import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { askedBy } from '../../dashboard/src/use/asked.ts'
import { csvOf } from '../../dashboard/src/use/csv.ts'
import { readUse, type UseRow } from '../../server/api/contract/index.ts'

const row: UseRow = {
  ...{ since: '2026-03-02', sessions: 4, begun: 3, seconds: 5400, octets: 3300, inputOctets: 300, outputOctets: 3000 },
  ...{ residents: 2, newResidents: 1, peak: 2, capacity: null, saturatedMinutes: 0 },
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
    const period = 'kind=site&place=7&from=2028-02-29&to=2028-03-02&step=week'
    const site = { kind: 'site', place: '7', step: 'week' }
    expect(asked(`${period}&with=before`).other).to.deep.equal({ ...site, from: '2028-02-26', to: '2028-02-28' })
    expect(asked(`${period}&with=year`).other).to.deep.equal({ ...site, from: '2027-03-01', to: '2027-03-02' })
    expect(asked(`${period}&with=place&kind2=borough&place2=tlahuac`).other).to.deep.equal({
      ...{ kind: 'borough', place: 'tlahuac', step: 'week', from: '2028-02-29', to: '2028-03-02' },
    })
    expect(asked(`${period}&with=place&kind2=borough`).other, 'not chosen yet').to.equal(undefined)
    expect(asked('kind=borough').query, 'nor is this').to.include({ kind: 'city' })
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
      expect(written).to.include({ since: '2026-03-02', residents: '2', octets: '3300', capacity: '' })
    }
  })
})

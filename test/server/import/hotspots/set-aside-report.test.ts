import { expect } from 'chai'
import { parse } from 'csv-parse/sync'
import { setAsideCsv } from '../../../../server/import/hotspots/set-aside-report.ts'

/** The values as a reader of the report finds them. */
const shown = (...values: string[]): string[] =>
  parse(
    setAsideCsv(
      values.map((value, at) => ({
        ...{ line: at + 2, programme: 'P', code: 'A', field: 'name', value },
        ...{ reason: 'missing', detail: 'needed' },
      })),
    ),
    { bom: true, columns: true },
  ).map((row) => (row as { value: string }).value)

describe('the report of rows that are set aside', () => {
  it('makes no formula of what a file brings', () => {
    const formulas = ['=HYPERLINK("http://a.example","x")', '+1+cmd|x', '-2+3', '@SUM(A1)', '\t=1', '\r=1', '\uff1d1+1']
    for (const [at, value] of shown(...formulas).entries()) expect(value).to.equal(`'${formulas[at]}`)
  })

  it('leaves numbers and plain text as they are', () => {
    const plain = ['-99.1332', '+19,4326', 'Centro', 'a=b', '', '1-2']
    expect(shown(...plain)).to.deep.equal(plain)
  })
})

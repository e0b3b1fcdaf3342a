import { expect } from 'chai'
import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { csvWords } from '../../../../server/api/contract/csv/words.ts'
import { csvCell, csvColumns, csvHeading, csvLine, harmless } from '../../../../server/api/contract/index.ts'
import { csvRoutes } from '../../../../server/api/csv/lists.ts'
import { routes } from '../../../../server/api/routes/index.ts'

describe('a cell of a CSV file', () => {
  it('is read back as it was written, whatever it holds', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' }), { minLength: 2, maxLength: 5 }), (cells) => {
        expect(parse(csvLine(cells))).to.deep.equal([cells])
      }),
    )
  })

  it('begins no formula, in whatever form a spreadsheet takes for one', () => {
    for (const begin of ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠', ' =', '\u00a0=']) {
      expect(csvCell(`${begin}1+1`, 'es'), JSON.stringify(begin)).to.equal(`'${begin}1+1`)
      expect(csvCell([`${begin}1+1`], 'es'), JSON.stringify(begin)).to.equal(`'${begin}1+1`)
    }
    for (const plain of ['Plaza', '19.4', 'a=b', "'", '']) expect(harmless(plain)).to.equal(plain)
  })

  it('has numbers as numbers, also below zero, and yes and no in the reader’s language', () => {
    expect(csvCell(-99.1332, 'es')).to.equal('-99.1332')
    expect([csvCell(true, 'es'), csvCell(false, 'en'), csvCell(null, 'es')]).to.deep.equal(['sí', 'no', ''])
    expect(
      csvCell(
        [
          { id: 1, name: 'Norte' },
          { id: 2, name: 'Sur' },
        ],
        'es',
      ),
    ).to.equal('1 Norte; 2 Sur')
  })

  it('stands below a heading for every field of every list, in both languages', () => {
    const columns = csvRoutes(routes).flatMap(({ response }) => csvColumns(response))
    expect(columns).to.have.length.greaterThan(150)
    expect(columns.flat().filter((name) => csvWords[name] === undefined)).to.deep.equal([])
    expect(csvHeading(['district', 'name'], 'es')).to.equal('Distrito: Nombre')
    expect(csvHeading(['startedAt'], 'en')).to.equal('Started')
  })

  it('has a heading of its own in its file', () => {
    for (const { path, response } of csvRoutes(routes))
      for (const language of ['es', 'en'] as const) {
        const headings = csvColumns(response).map((column) => csvHeading(column, language))
        expect(headings, path).to.deep.equal([...new Set(headings)])
      }
  })
})

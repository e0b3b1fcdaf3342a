import { expect } from 'chai'
import { readRow } from '../../../../server/import/hotspots/rows.ts'

const headers = ['id', 'programa', 'latitud', 'longitud', 'colonia', 'alcaldia', 'fecha']
const columns = { code: 0, programme: 1, latitude: 2, longitude: 3, settlement: 4, borough: 5, installedOn: 6 }
const place = { latitude: 19.5, longitude: -99.1 }
const read = (...values: string[]) => {
  const { row, faults } = readRow({ line: 7, values }, place, { headers, columns })
  return row ?? faults[0]
}

describe('reading a record', () => {
  it('tidies every text and leaves empty ones out', () => {
    expect(read(' MC\u0301 \n01', 'Mi_Calle ', ' 19.5', '-99.1 ', '  ', 'Tlalpan ', '')).to.deep.equal({
      line: 7,
      programme: 'Mi_Calle',
      code: 'M\u0106 01',
      name: 'M\u0106 01',
      latitude: 19.5,
      longitude: -99.1,
      settlement: null,
      borough: 'Tlalpan',
      address: null,
      installedOn: null,
    })
  })

  it('names a hotspot by programme and id when the id is a bare number', () => {
    expect(read('414', 'Postes_C5', '19', '-99', '', '', '')).to.include({ code: '414', name: 'Postes C5 414' })
  })

  it('sets aside a record without a place, with header, value and line as in the file', () => {
    const values = ['T_01', 'PILARES', '19.4', '-99.186 1320313', '', '', '']
    const none = { field: 'longitude', expected: 'decimal degrees such as -99.1332' } as const
    expect(readRow({ line: 7, values }, none, { headers, columns }).faults).to.deep.equal([
      {
        line: 7,
        programme: 'PILARES',
        code: 'T_01',
        field: 'longitud',
        value: '-99.186 1320313',
        reason: 'not-a-number',
        detail: 'expected decimal degrees such as -99.1332',
      },
    ])
  })

  it('sets aside a record without id or programme, or of another length', () => {
    expect(read(' ', 'P', '19', '-99', '', '', '')).to.include({ field: 'id', reason: 'missing' })
    expect(read('1', '', '19', '-99', '', '', '')).to.include({ field: 'programa', reason: 'missing' })
    expect(read('1', 'P', '19')).to.include({ value: '1 | P | 19', reason: 'wrong-number-of-values' })
  })

  it('loses a value that cannot be read, not its record, and knows what says that nothing is known', () => {
    const values = (date: string) => ['1', 'P', '19', '-99', 'N/A', 'null', date]
    const lost = readRow({ line: 7, values: values('31/02/2023') }, place, { headers, columns })
    expect(lost.row).to.include({ code: '1', installedOn: null, settlement: null, borough: null })
    expect(lost.faults).to.have.length(1)
    expect(lost.faults[0]).to.include({ field: 'fecha', value: '31/02/2023', reason: 'not-a-date', taken: true })
    for (const nothing of ['NA', 'n/a', 'S/D', '-', 'null'])
      expect(readRow({ line: 7, values: values(nothing) }, place, { headers, columns }).faults, nothing).to.deep.equal(
        [],
      )
  })
})

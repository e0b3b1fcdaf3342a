import { expect } from 'chai'
import fc from 'fast-check'
import { readDay, readDegrees, readRow } from '../../../../server/import/hotspots/rows.ts'

const headers = ['id', 'programa', 'latitud', 'longitud', 'colonia', 'alcaldia', 'fecha']
const columns = { code: 0, programme: 1, latitude: 2, longitude: 3, settlement: 4, borough: 5, installedOn: 6 }
const read = (...values: string[]) => readRow({ line: 7, values }, { headers, columns })

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
      installedOn: null,
    })
  })

  it('names a hotspot by programme and id when the id is a bare number', () => {
    expect(read('414', 'Postes_C5', '19', '-99', '', '', '')).to.include({ code: '414', name: 'Postes C5 414' })
  })

  it('sets aside a coordinate that is no number, with header, value and line as in the file', () => {
    expect(read('T_01', 'PILARES', '19.4', '-99.186 1320313', '', '', '')).to.deep.equal({
      line: 7,
      programme: 'PILARES',
      code: 'T_01',
      field: 'longitud',
      value: '-99.186 1320313',
      reason: 'not-a-number',
      detail: 'expected decimal degrees such as -99.1332',
    })
  })

  it('sets aside a record without id or programme, with a wrong date, or of another length', () => {
    expect(read(' ', 'P', '19', '-99', '', '', '')).to.include({ field: 'id', reason: 'missing' })
    expect(read('1', '', '19', '-99', '', '', '')).to.include({ field: 'programa', reason: 'missing' })
    expect(read('1', 'P', '19', '-99', '', '', '31/02/2023')).to.include({ field: 'fecha', reason: 'not-a-date' })
    expect(read('1', 'P', '19')).to.include({ value: '1 | P | 19', reason: 'wrong-number-of-values' })
  })

  it('reads every decimal number, with a point or a comma, and nothing else', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1_800_000, max: 1_800_000 }), (tenThousandths) => {
        const text = (tenThousandths / 10_000).toFixed(4)
        expect(readDegrees(text)).to.equal(tenThousandths / 10_000)
        expect(readDegrees(text.replace('.', ','))).to.equal(tenThousandths / 10_000)
      }),
    )
    for (const text of ['', ' ', '-', '1e3', 'NaN', 'Infinity', '0x10', '19.4.2', '19° 25', '1 9'])
      expect(readDegrees(text), text).to.equal(undefined)
  })

  it('reads days of two notations and refuses days that are not', () => {
    expect(readDay('2023-01-09')).to.equal('2023-01-09')
    expect(readDay('2023-01-09T10:30:00')).to.equal('2023-01-09')
    expect(readDay('9/1/2023')).to.equal('2023-01-09')
    for (const text of ['2023-02-30', '1/13/2023', 'ayer', '45000', '2023']) expect(readDay(text)).to.equal(undefined)
  })
})

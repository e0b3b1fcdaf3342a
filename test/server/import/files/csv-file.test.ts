import { expect } from 'chai'
import fc from 'fast-check'
import { readCsvFile } from '../../../../server/import/files/csv-file.ts'
import { ImportError } from '../../../../server/import/import-error.ts'
import { openScratch, type Scratch } from '../city-files.ts'

describe('reading a CSV file', () => {
  let scratch: Scratch
  before(async () => {
    scratch = await openScratch()
  })
  after(() => scratch.close())

  const read = async (content: string | Uint8Array) => readCsvFile(await scratch.file('read.csv', content))
  const problem = async (content: string | Uint8Array): Promise<string> => {
    const error = await read(content).catch((thrown: unknown) => thrown)
    expect(error).to.be.instanceOf(ImportError)
    return (error as ImportError).message
  }

  it('reads past a byte order mark', async () => {
    expect((await read('\uFEFFid,lat\r\n1,2\r\n')).headers).to.deep.equal(['id', 'lat'])
  })

  for (const [name, end] of [
    ['CRLF', '\r\n'],
    ['LF', '\n'],
    ['CR', '\r'],
  ] as const) {
    it(`counts lines as an editor does: ${name}, breaks inside quotes, blank lines`, async () => {
      const { records } = await read(['id,name', '1,a', '"2', '', 'b",c', '', '3,d', '4,e'].join(end))
      expect(records).to.deep.equal([
        { line: 2, values: ['1', 'a'] },
        { line: 3, values: ['2\n\nb', 'c'] },
        { line: 7, values: ['3', 'd'] },
        { line: 8, values: ['4', 'e'] },
      ])
    })
  }

  it('keeps a quotation mark that stands inside a value', async () => {
    expect((await read('id,name\n1,Casa "Lulú" 5\n')).records[0]?.values).to.deep.equal(['1', 'Casa "Lulú" 5'])
  })

  it('loses no record that a quotation mark has swallowed', async () => {
    const { records } = await read('id,name,x\n1,Casa Lulú,5\n2,"Casa,6\n3,"Plaza",7\n4,Fin,8\n')
    expect(records).to.deep.equal([
      { line: 2, values: ['1', 'Casa Lulú', '5'] },
      { line: 3, values: ['2', 'Casa', '6'] },
      { line: 4, values: ['3', 'Plaza', '7'] },
      { line: 5, values: ['4', 'Fin', '8'] },
    ])
  })

  for (const delimiter of [';', '\t', '|']) {
    it(`understands values separated by ${JSON.stringify(delimiter)}`, async () => {
      const { records } = await read(`id${delimiter}"a,b"\n1${delimiter}19,5\n`)
      expect(records[0]?.values).to.deep.equal(['1', '19,5'])
    })
  }

  it('finds tabs between values that all stand in quotes', async () => {
    const { headers } = await read('"id"\t"name"\n"1"\t"A, B"\n')
    expect(headers).to.deep.equal(['id', 'name'])
  })

  it('keeps records with too few or too many values', async () => {
    const { records } = await read('a,b\n1\n1,2,3\n')
    expect(records.map(({ values }) => values.length)).to.deep.equal([1, 3])
  })

  it('ends in records or an ImportError, whatever octets a file has', async () => {
    const octets = fc.uint8Array({ maxLength: 200 })
    const text = fc
      .string({
        unit: fc.constantFrom('a', '"', ',', ';', '\t', '\n', '\r', '\0', 'é', '\ufeff', '\ud800', '='),
        maxLength: 60,
      })
      .map((content) => Buffer.from(content))
    await fc.assert(
      fc.asyncProperty(fc.oneof(octets, text), async (content) => {
        const failure = await read(content).then(
          () => undefined,
          (error: unknown) => error,
        )
        if (failure !== undefined) expect(failure).to.be.instanceOf(ImportError)
      }),
      { numRuns: 300 },
    )
  })

  it('finds every record and its line, whatever stands in quotes', async () => {
    const text = fc.string({ unit: fc.constantFrom('a', ' ', '"', ',', '\n', 'é'), maxLength: 8 })
    const rows = fc.array(fc.tuple(text, text), { minLength: 1, maxLength: 12 })
    await fc.assert(
      fc.asyncProperty(rows, async (values) => {
        let line = 2
        const expected = values.map((row) => {
          const at = line
          line += 1 + row.join('').split('\n').length - 1
          return { line: at, values: row }
        })
        const quoted = values.map((row) => row.map((value) => `"${value.replaceAll('"', '""')}"`).join(','))
        expect((await read(`a,b\r\n${quoted.join('\r\n')}\r\n`)).records).to.deep.equal(expected)
      }),
      { numRuns: 60 },
    )
  })

  it('says that a file is missing, a folder, empty, or has a header only', async () => {
    const missing = await readCsvFile(scratch.path('none.csv')).catch(String)
    expect(missing).to.match(/There is no file .*none\.csv/)
    expect(await readCsvFile(scratch.path('.')).catch(String)).to.match(/is a folder/)
    expect(await problem('')).to.match(/is empty/)
    expect(await problem('\uFEFF \r\n')).to.match(/is empty/)
    expect(await problem('id,lat,lon\r\n')).to.match(/header but no records/)
  })

  it('passes over sep=, and over titles, totals and notes, which it tells of', async () => {
    const text =
      'sep=;\nPuntos de acceso;;\nCorte: marzo;;\n;;\nid;lat;lon\n1;19,5;-99,1\n2;;-99,2\n3;19,6;-99,2\n;;\nTotal;2;\nFuente: Secretaría de Obras;;\n'
    const { headers, records, remarks } = await read(text)
    expect(headers).to.deep.equal(['id', 'lat', 'lon'])
    expect(records).to.deep.equal([
      { line: 6, values: ['1', '19,5', '-99,1'] },
      { line: 7, values: ['2', '', '-99,2'] },
      { line: 8, values: ['3', '19,6', '-99,2'] },
    ])
    expect(remarks).to.deep.equal([
      '2 lines are above the header and no record: line 2, "Puntos de acceso".',
      '2 lines are below the records and no record: line 10, "Total 2".',
    ])
  })

  it('finds the header of a small file between a title and notes', async () => {
    const { headers, records } = await read(
      'Inventario 2023;;\n;;\nclave;programa;modelo\nK-1;Kioscos;X\nFuente: DGTI, corte 2023;;\n',
    )
    expect([headers, records.length]).to.deep.equal([['clave', 'programa', 'modelo'], 1])
  })

  it('takes a hotspot for none of them, whatever it is called', async () => {
    const text = 'nombre,id,lat,lon\nTotal Plaza,1,19,-99\nFuente de la Villa,2,19,-99\nTotal,3,19,-99\n'
    expect((await read(text)).records.map(({ values }) => values[0])).to.deep.equal([
      'Total Plaza',
      'Fuente de la Villa',
      'Total',
    ])
  })

  it('is not misled by decimal commas, nor by commas in titles', async () => {
    const lines = [
      'Wifi, parques, y plazas',
      'a;b;c',
      ...Array.from({ length: 20 }, (_, at) => `1,5;2${',5'.repeat(at % 2)};x${', y'.repeat(at % 3)}`),
    ]
    expect((await read(lines.join('\n'))).headers).to.deep.equal(['a', 'b', 'c'])
  })

  it('names the line of a record that does not end', async () => {
    const endless = (line: number) => new RegExp(`not CSV as expected: the record on line ${line} does not end`)
    expect(await problem('id,name\n"1\n",a\n2,"never closed\n3,b\n')).to.match(endless(4))
    expect(await problem(`id,name\n1,a\n2,"never\n${'3,b\n'.repeat(50_000)}`)).to.match(endless(3))
    expect(await problem(`{"type":${' '.repeat(200_000)}}`))
      .to.match(endless(1))
      .and.match(/another kind of file/)
  })
})

import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { readTable } from '../../../../server/import/network/table-file.ts'
import { xlsx } from '../../../support/xlsx.ts'

describe('a table with a header', () => {
  let dir: string
  before(async () => {
    dir = await mkdtemp(join(tmpdir(), 'plaza-table-'))
  })
  after(() => rm(dir, { recursive: true, force: true }))
  const read = async (content: Buffer | string, name = 'red.csv') => {
    await writeFile(join(dir, name), content)
    return readTable(join(dir, name))
  }

  it('is read from the first sheet of an XLSX file whatever its name, with a title above and gaps in it', async () => {
    const sheet = xlsx([
      ['Inventario de la red'],
      ['código', 'MAC', 'Antenas', 'Serie'],
      ['K-7', '00-00-5E-00-53-01', 2, 123456789012345],
      [],
      ['K-8 & <Álamos>', '', 1],
    ])
    const { headers, records } = await read(sheet)
    expect(headers).to.deep.equal(['código', 'MAC', 'Antenas', 'Serie'])
    expect(records).to.deep.equal([
      { line: 3, values: ['K-7', '00-00-5E-00-53-01', '2', '123456789012345'] },
      { line: 5, values: ['K-8 & <Álamos>', '', '1', ''] },
    ])
  })

  it('is read from CSV', async () => {
    expect(await read('código;MAC\nK-7;00-00-5E-00-53-01\n')).to.deep.include({
      headers: ['código', 'MAC'],
      records: [{ line: 2, values: ['K-7', '00-00-5E-00-53-01'] }],
    })
  })

  it('is refused by its right name where it is something else', async () => {
    const refusal = (content: Buffer | string) =>
      read(content).then(
        () => '',
        (error: Error) => `${error.name} ${error.message}`,
      )
    expect(await refusal(Buffer.from('d0cf11e0a1b11ae1', 'hex')))
      .to.include('ImportError')
      .and.include('old Excel')
    expect(await refusal(Buffer.from('PK\x03\x04 and so on')))
      .to.include('ImportError')
      .and.include('a ZIP file that is broken')
    expect(await refusal(xlsx([['a', 'b']]))).to.include('no records')
    expect(await refusal(xlsx([]))).to.include('no row of headers')
    expect(await readTable(join(dir, 'none')).catch((error: Error) => error.message)).to.include('no file')
  })
})

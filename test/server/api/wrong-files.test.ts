import { gzipSync } from 'node:zlib'
import { expect } from 'chai'
import { zipSync } from 'fflate'
import { startSmallCityWeb, type TestWeb } from './web-harness.ts'

const text = (content: string) => Buffer.from(content, 'latin1')
const zip = (files: Record<string, string>) =>
  Buffer.from(zipSync(Object.fromEntries(Object.entries(files).map(([name, content]) => [name, text(content)]))))

/** What is sent, and why it is refused. */
const wrong: Array<[name: string, content: Buffer, reason: string]> = [
  ['blank.csv', text('\n \n'), 'empty'],
  ['header.csv', text('code,mac\n'), 'no-records'],
  ['open.csv', text('code,mac\n"N1,x\n'), 'broken-csv'],
  ['twice.csv', text('code,mac,MAC\nN1,,\n'), 'column-twice'],
  ['other.csv', text('a,b\n1,2\n'), 'no-known-column'],
  ['elsewhere.csv', text('code,mac\nZZ,\n'), 'no-line-fits'],
  ['octets.bin', Buffer.from([1, 0, 2, 0, 0, 3, 1, 1]), 'binary'],
  ['old.xls', text('\xd0\xcf\x11\xe0rest'), 'old-office'],
  [
    'sheet.xml',
    text('<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">'),
    'old-office',
  ],
  ['a.pdf', text('%PDF-1.7'), 'other-format'],
  ['a.gpx', text('<?xml version="1.0"?><gpx></gpx>'), 'other-format'],
  ['a.7z', text('7z\xbc\xaf\x27\x1c'), 'archive'],
  ['a.png', text('\x89PNG\r\n'), 'picture'],
  ['a.csv', text('version https://git-lfs.github.com/spec/v1'), 'git-lfs'],
  ['a.csv', text('<!doctype html><title>x</title>'), 'page'],
  ['a.kml', text('<kml><Document'), 'broken-kml'],
  ['a.json', text('[{"code": '), 'broken-json'],
  ['a.json', text('{"code": "N1"}'), 'json-without-list'],
  ['a.json', text('{"type": "Topology", "objects": {}, "arcs": []}'), 'topojson'],
  ['a.json', text('[]'), 'no-records'],
  ['a.zip', text('PK\x03\x04 and no more'), 'broken-archive'],
  ['a.csv.gz', text('\x1f\x8b and no more'), 'broken-archive'],
  ['a.zip', zip({ 'a.bin': 'x' }), 'archive-without-data'],
  ['a.zip', zip({ 'a.csv': 'code\nN1\n', 'b.csv': 'code\nN1\n' }), 'archive-of-several'],
  ['a.xlsx', zip({ 'xl/none.xml': 'x' }), 'broken-sheet'],
  ['a.ods', zip({ mimetype: 'x', 'content.xml': 'x' }), 'opendocument'],
  ['a.docx', zip({ 'word/document.xml': 'x' }), 'document'],
  ['a.shp', Buffer.from([0, 0, 0x27, 0x0a, 0, 0, 0, 0]), 'shapefile-alone'],
]

describe('a file that cannot be imported', () => {
  let web: TestWeb
  before(async () => {
    ;({ web } = await startSmallCityWeb())
  })
  after(() => web.close())

  const send = async (name: string, content: Buffer, more: object = {}) => {
    const response = await web.ask('admin', '/api/v1/network-import', {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: web.origin, 'x-plaza-csrf': web.staff.admin.csrf },
      body: JSON.stringify({ name, content: content.toString('base64'), apply: false, ...more }),
    })
    // biome-ignore lint/suspicious/noExplicitAny: the contract holds the shapes
    return { status: response.status, body: (await response.json()) as any }
  }

  for (const [name, content, reason] of wrong)
    it(`is refused with the reason that the dashboard has words for: ${reason} (${name})`, async () => {
      const { status, body } = await send(name, content)
      expect(status, JSON.stringify(body)).to.equal(400)
      expect(body.error.code).to.equal('wrong-file')
      expect(body.error.details?.reason, body.error.message).to.equal(reason)
    })

  it('is refused for a credential that there is not, and taken packed', async () => {
    const packed = gzipSync(text('code,model\nN1,AP-7\n'))
    expect((await send('a.csv.gz', packed, { credential: 'none' })).body.error).to.include({ field: 'credential' })
    expect((await send('a.csv.gz', packed)).body).to.include({ changed: 1 })
  })
})

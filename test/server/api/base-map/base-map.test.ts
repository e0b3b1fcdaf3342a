import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { PMTiles } from 'pmtiles'
import { readPmtilesFile } from '../../../../server/api/base-map/pmtiles-file.ts'
import * as contract from '../../../../server/api/contract/index.ts'
import { StartError } from '../../../../server/start/start-error.ts'
import { tinyPmtiles } from '../../../support/pmtiles.ts'
import { startTestWeb, type TestWeb } from '../web-harness.ts'

describe('the map of streets', () => {
  const whole = tinyPmtiles()
  let folder: string
  let path: string
  before(async () => {
    // Hidden folders are served from too.
    folder = await mkdtemp(join(tmpdir(), '.plaza-map-'))
    path = join(folder, 'city.pmtiles')
    await writeFile(path, whole)
  })
  after(() => rm(folder, { recursive: true }))

  describe('from a file', () => {
    let web: TestWeb
    let baseMap: NonNullable<contract.Settings['baseMap']>
    before(async () => {
      web = await startTestWeb({ environment: { PLAZA_MAP_FILE: path } })
      const answer = await web.ask('viewer', '/api/v1/settings')
      baseMap = contract.settings.parse(await answer.json()).baseMap!
    })
    after(() => web.close())

    it('is told with its last zoom level, and whose it is without markup', () => {
      expect(baseMap).to.include({ kind: 'pmtiles', attribution: '© OSM', maxZoom: 1 })
      expect(baseMap.url).to.match(/^\/map\/streets\.pmtiles\?v=[\w-]{22}$/)
    })

    it('is sent by ranges, to be kept, and to staff alone', async () => {
      const headers = { range: 'bytes=0-126' }
      const part = await web.ask('viewer', baseMap.url, { headers })
      expect(part.status).to.equal(206)
      expect(part.headers.get('content-range')).to.equal(`bytes 0-126/${whole.length}`)
      expect(part.headers.get('cache-control')).to.include('immutable')
      expect(part.headers.get('content-encoding')).to.equal(null)
      expect(Buffer.from(await part.arrayBuffer())).to.deep.equal(whole.subarray(0, 127))
      const etag = part.headers.get('etag')!
      expect(etag, 'one that ranges can be joined by').to.match(/^"[\w-]+"$/)
      const known = await web.ask('viewer', baseMap.url, {
        headers: { 'if-none-match': etag, 'cache-control': 'max-age=0' },
      })
      expect(known.status).to.equal(304)
      const other = await web.ask('viewer', baseMap.url, { headers: { ...headers, 'if-range': '"other"' } })
      expect(other.status, 'of another version only the whole is of use').to.equal(200)
      const beyond = await web.ask('viewer', baseMap.url, { headers: { range: 'bytes=999999-' } })
      expect(beyond.status).to.equal(416)
      expect((await web.ask(undefined, baseMap.url)).status).to.equal(401)
    })

    it('is read by the library that draws it', async () => {
      const archive = new PMTiles({
        getKey: () => baseMap.url,
        async getBytes(offset, length) {
          const headers = { range: `bytes=${offset}-${offset + length - 1}` }
          return { data: await (await web.ask('viewer', baseMap.url, { headers })).arrayBuffer() }
        },
      })
      const tile = await archive.getZxy(0, 0, 0)
      expect(Buffer.from(tile!.data).includes('earth')).to.equal(true)
    })
  })

  describe('from a wrong file', () => {
    const wrong = {
      'there is no such file': undefined,
      'it is not a PMTiles file of version 3': Buffer.from('{"type":"FeatureCollection"}'.padEnd(200)),
      'its tiles are pictures; the map is drawn from vector tiles': tinyPmtiles({ tileType: 2 }),
      [`it is cut short: ${whole.length - 1} of ${whole.length} octets`]: whole.subarray(0, -1),
    }
    for (const [why, content] of Object.entries(wrong))
      it(`is refused at the start: ${why}`, async () => {
        const file = join(folder, 'wrong.pmtiles')
        await rm(file, { force: true })
        if (content) await writeFile(file, content)
        const error = await readPmtilesFile(file).then(
          () => undefined,
          (thrown: unknown) => thrown,
        )
        expect(error).to.be.instanceOf(StartError)
        expect((error as Error).message).to.equal(
          `PLAZA_MAP_FILE: ${file}: ${why}. docs/map.md tells how such a file is made.`,
        )
      })

    it('lets the web role not begin', async () => {
      const started = startTestWeb({ environment: { PLAZA_MAP_FILE: join(folder, 'none.pmtiles') } })
      const error = await started.then(
        (web) => web.close(),
        (thrown: unknown) => thrown,
      )
      expect(error).to.be.instanceOf(StartError)
    })
  })
})

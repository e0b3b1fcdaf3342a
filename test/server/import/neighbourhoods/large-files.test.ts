import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { expect } from 'chai'
import { packageRoot } from '../../../../server/package-root.ts'
import { openImport } from '../city-files.ts'

/** In octets, whatever the shapes are made of. */
const SIZE = 30_000_000
/** So many that nobody looks where a border crosses itself, which takes long. */
const CORNERS = 25_000
/** Of the heap, in MiB: half of what the shapes take there all at once. */
const HEAP = 96

/** Rings side by side, each of so many corners, as text. */
function* areas() {
  const side = 0.01
  for (let n = 0, size = 0; size < SIZE; n++) {
    const [west, south] = [-99.9 + (n % 100) * 0.02, 19 + Math.floor(n / 100) * 0.02]
    const ring = Array.from({ length: CORNERS }, (_, at) => {
      const angle = (at / CORNERS) * 2 * Math.PI
      const position = [west + side * Math.cos(angle), south + side * Math.sin(angle)]
      return `[${position.map((degrees) => degrees.toFixed(9)).join(',')}]`
    })
    const coordinates = `[[${[...ring, ring[0]].join(',')}]]`
    const properties = JSON.stringify({ code: `A${n}`, name: `Área ${n}`, population: 1000 })
    const feature = `{"type":"Feature","properties":${properties},"geometry":{"type":"Polygon","coordinates":${coordinates}}}`
    size += feature.length
    yield feature
  }
}

function* collection() {
  yield '{"type":"FeatureCollection","features":[\n'
  let between = ''
  for (const feature of areas()) {
    yield between + feature
    between = ',\n'
  }
  yield '\n]}\n'
}

function* sequence() {
  for (const feature of areas()) yield `${feature}\n`
}

describe('a large file of areas', function () {
  this.timeout(300_000)
  let opened: Awaited<ReturnType<typeof openImport>>
  beforeEach(async () => {
    opened = await openImport()
  })
  afterEach(() => opened.close())

  for (const [what, content] of [
    ['GeoJSON', collection],
    ['GeoJSON, a feature a line', sequence],
  ] as const)
    it(`is imported in a bounded memory: ${what}`, async () => {
      const file = opened.scratch.path('areas.geojson')
      await pipeline(content, createWriteStream(file))
      const script = `
        const { connect } = await import('./server/database/connection.ts')
        const { importNeighbourhoods } = await import('./server/import/neighbourhoods/import-neighbourhoods.ts')
        const { remakePopulationCells } = await import('./server/planning/cells.ts')
        const db = connect(process.env.DATABASE_URL, 2)
        const { stored } = await importNeighbourhoods(db, process.env.FILE, { within: remakePopulationCells })
        await db.close()
        const { mostMemory } = await import('./test/support/most-memory.ts')
        console.log(JSON.stringify({ stored, megabytes: mostMemory() }))`
      const child = spawn(
        process.execPath,
        [`--max-old-space-size=${HEAP}`, '--import', 'tsx', '--input-type=module', '--eval', script],
        { cwd: packageRoot, env: { ...process.env, DATABASE_URL: opened.db.url, FILE: file } },
      )
      let [said, errors] = ['', '']
      child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text))
      child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text))
      const [code] = await once(child, 'close')
      expect(code, errors).to.equal(0)
      const { stored, megabytes } = JSON.parse(said)
      expect(stored).to.be.above(30)
      expect(megabytes, 'resident at most').to.be.below(500)
    })
})

import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { packageRoot } from '../../../../server/package-root.ts'
import { readStreets } from '../../../../server/planning/streets/read-streets.ts'
import { isWalkable } from '../../../../server/planning/streets/walkable.ts'
import { type OsmNode, osmFile } from './osm-file.ts'

const bounds = { west: -51.21, south: -30.04, east: -51.2, north: -30.03 }
/** From west to east 100 thousandths of a degree apart, the last far outside. */
const nodes: OsmNode[] = [
  { id: 10, latitude: -300350000, longitude: -512090000 },
  { id: 5_000_000_011, latitude: -300350000, longitude: -512080000 },
  { id: 5_000_000_012, latitude: -300350000, longitude: -512070000 },
  { id: 12_000_000_013, latitude: -290350000, longitude: -512060000 },
]
const ids = nodes.map(({ id }) => id)
const street = { id: 1, refs: ids, tags: { name: 'Rua da Praia', highway: 'residential' } }
const motorway = { id: 2, refs: [ids[0]!, ids[2]!], tags: { highway: 'motorway' } }

describe('streets of an OpenStreetMap extract', () => {
  let folder: string
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'plaza-streets-'))
  })
  after(() => rm(folder, { recursive: true }))
  const file = async (octets: Buffer) => {
    const path = join(folder, 'city.osm.pbf')
    await writeFile(path, octets)
    return path
  }
  const refused = async (octets: Buffer) => {
    const error = await readStreets(await file(octets), bounds).catch((reason: unknown) => reason)
    expect(error).to.be.an('error').with.property('name', 'ImportError')
    return (error as Error).message
  }

  for (const plain of [false, true])
    it(`are the walkable ways within bounds, ${plain ? 'node by node, not compressed' : 'dense and compressed'}`, async () => {
      const path = await file(osmFile({ nodes, ways: [street, motorway], replicated: 1_780_000_000, plain }))
      const read = await readStreets(path, bounds)
      expect([...read.positions]).to.deep.equal([
        ...[-300350000, -512090000, -300350000, -512080000, -300350000, -512070000],
      ])
      expect([...read.edges]).to.deep.equal([0, 1, 1, 2])
      expect([read.ways, read.asOf]).to.deep.equal([1, '2026-05-28'])
    })

  it('are of the file’s day where it does not say of which they are', async () => {
    const { asOf } = await readStreets(await file(osmFile({ nodes, ways: [street] })), bounds)
    expect(asOf).to.equal(new Date().toISOString().slice(0, 10))
  })

  it('are refused where the file is another, cut off, of another city, or not in order, and why', async () => {
    expect(await refused(Buffer.from('<osm version="0.6">'))).to.include('.osm.pbf')
    const whole = osmFile({ nodes, ways: [street] })
    expect(await refused(whole.subarray(0, whole.length - 3))).to.include('cut off')
    expect(await refused(osmFile({ nodes, ways: [motorway] }))).to.include('of this city')
    expect(await refused(osmFile({ nodes: nodes.toReversed(), ways: [street] }))).to.include('osmium sort')
  })

  it('are read from a real extract, where one is beside the checkout', async function () {
    const path = join(packageRoot, '../shared/data/osm/poa_osm.pbf')
    if (!existsSync(path)) this.skip()
    const { positions, edges, ways } = await readStreets(path, { west: -51.3, south: -30.3, east: -51, north: -29.9 })
    expect(ways).to.be.greaterThan(1000)
    expect(edges.length / 2).to.be.greaterThan(positions.length / 2 - ways)
    for (let at = 0; at < positions.length; at += 2) expect(positions[at]).to.be.within(-303050000, -298950000)
  })
})

describe('a way on which one walks', () => {
  for (const [tags, walks] of [
    [{ highway: 'residential' }, true],
    [{ highway: 'footway' }, true],
    [{ highway: 'steps' }, true],
    [{ highway: 'primary' }, true],
    [{ highway: 'motorway', foot: 'yes' }, false],
    [{ highway: 'trunk' }, false],
    [{ highway: 'trunk', sidewalk: 'both' }, true],
    [{ highway: 'cycleway' }, false],
    [{ highway: 'cycleway', foot: 'designated' }, true],
    [{ highway: 'service', access: 'private' }, false],
    [{ highway: 'service', access: 'private', foot: 'yes' }, true],
    [{ highway: 'residential', foot: 'no' }, false],
    [{ highway: 'construction' }, false],
    [{}, false],
  ] as const)
    it(`${walks ? 'is' : 'is not'} ${JSON.stringify(tags)}`, () => {
      expect(isWalkable(tags)).to.equal(walks)
    })
})

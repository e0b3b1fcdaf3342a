import { stat } from 'node:fs/promises'
import { PbfReader } from 'pbf'
import { ImportError } from '../../import/import-error.ts'
import type { Bounds } from '../../network/neighbourhoods/box.ts'
import { growing } from './growing.ts'
import { blocksOf } from './pbf-file.ts'
import { readBlock, type Way } from './primitives.ts'

/** Where one walks. */
export interface Streets {
  /** Latitude and longitude of each node in ten millionths of a degree. */
  positions: Int32Array
  /** Numbers of the nodes at both ends of each piece of a way. */
  edges: Int32Array
}

export interface StreetsRead extends Streets {
  /** The day of the data, yyyy-mm-dd: of its last change as the file says, or of the file. */
  asOf: string
  ways: number
}

/** Ways a little outside lead back in. Degrees: about 550 m. */
const MARGIN = 0.005

/**
 * The walkable ways of an OSM PBF file within bounds, read in one go: memory is as large as what lies within.
 *
 * @throws {ImportError} where it is no such file, or nothing of it lies there
 */
export async function readStreets(file: string, bounds: Bounds): Promise<StreetsRead> {
  const nodes = openNodes(file, bounds)
  const edges = growing(Int32Array)
  let asOf: string | undefined
  let ways = 0
  for await (const { kind, data } of blocksOf(file)) {
    if (kind === 'OSMHeader') asOf = dayOfHeader(data)
    else
      readBlock(data, {
        node: nodes.add,
        way: (way) => {
          if (addWay(way, nodes.find, edges.add)) ways++
        },
      })
  }
  if (ways === 0) throw new ImportError(`${file} has no walkable way where the neighbourhoods are: is it of this city?`)
  asOf ??= (await stat(file)).mtime.toISOString().slice(0, 10)
  return { ...used(nodes.positions(), edges.done()), asOf, ways }
}

/** Those within bounds, by their OpenStreetMap ids, which come in ascending order. */
function openNodes(file: string, { west, south, east, north }: Bounds) {
  const ids = growing(Float64Array)
  const positions = growing(Int32Array)
  const box = [south - MARGIN, west - MARGIN, north + MARGIN, east + MARGIN].map((degrees) => degrees * 1e7)
  const [least, leftmost, most, rightmost] = box as [number, number, number, number]
  let last = Number.NEGATIVE_INFINITY
  return {
    add(id: number, latitude: number, longitude: number): void {
      if (id < last) throw new ImportError(`The nodes of ${file} are not in order: osmium sort ${file} -o FILE.osm.pbf`)
      last = id
      if (latitude < least || latitude > most || longitude < leftmost || longitude > rightmost) return
      ids.add(id)
      positions.add(latitude)
      positions.add(longitude)
    },
    /** Its number; -1 where it is not within bounds. */
    find(id: number): number {
      let [from, to] = [0, ids.length() - 1]
      while (from <= to) {
        const middle = (from + to) >>> 1
        const there = ids.at(middle)
        if (there === id) return middle
        if (there < id) from = middle + 1
        else to = middle - 1
      }
      return -1
    },
    positions: () => positions.done(),
  }
}

/** @returns whether any of it lies within bounds */
function addWay({ refs }: Way, find: (id: number) => number, add: (node: number) => void): boolean {
  let before = -1
  let added = false
  for (const ref of refs) {
    const node = find(ref)
    if (node >= 0 && before >= 0 && node !== before) {
      add(before)
      add(node)
      added = true
    }
    before = node
  }
  return added
}

/** Without the nodes at which no way is. */
function used(positions: Int32Array, edges: Int32Array): Streets {
  const numbers = new Int32Array(positions.length / 2).fill(-1)
  const kept = growing(Int32Array)
  const renumbered = edges.map((node) => {
    if (numbers[node] === -1) {
      numbers[node] = kept.length() / 2
      kept.add(positions[2 * node]!)
      kept.add(positions[2 * node + 1]!)
    }
    return numbers[node]!
  })
  return { positions: kept.done(), edges: renumbered }
}

/** HeaderBlock: when its data was replicated last; undefined where it does not say. */
function dayOfHeader(data: Uint8Array): string | undefined {
  const read = { seconds: 0 }
  new PbfReader(data).readFields((tag, into, pbf) => {
    if (tag === 32) into.seconds = pbf.readVarint()
  }, read)
  return read.seconds > 0 ? new Date(read.seconds * 1000).toISOString().slice(0, 10) : undefined
}

import { PbfReader } from 'pbf'
import { isWalkable, type WayTags, wayKeys } from './walkable.ts'

export interface Way {
  /** OpenStreetMap ids of its nodes. */
  refs: readonly number[]
}

export interface BlockReader {
  /** @param latitude in ten millionths of a degree, as is `longitude` */
  node(id: number, latitude: number, longitude: number): void
  /** A walkable one. */
  way(way: Way): void
}

interface Grid {
  granularity: number
  latitude: number
  longitude: number
}

/** Nanodegrees in a ten millionth of a degree. */
const NANO = 100

/**
 * Reads the nodes and walkable ways of a PrimitiveBlock (https://wiki.openstreetmap.org/wiki/PBF_Format). Its parts may
 * come in any order, and what they mean stands in some of them: those are read first.
 */
export function readBlock(data: Uint8Array, reader: BlockReader): void {
  const grid: Grid = { granularity: 100, latitude: 0, longitude: 0 }
  const strings: Uint8Array[] = []
  const groups: Uint8Array[] = []
  new PbfReader(data).readFields((tag, _, pbf) => {
    if (tag === 1)
      pbf.readMessage((inner, into, message) => {
        if (inner === 1) into.push(message.readBytes())
      }, strings)
    else if (tag === 2) groups.push(pbf.readBytes())
    else if (tag === 17) grid.granularity = pbf.readVarint()
    else if (tag === 19) grid.latitude = pbf.readVarint(true)
    else if (tag === 20) grid.longitude = pbf.readVarint(true)
  }, undefined)
  const texts = strings.map((text) => Buffer.from(text).toString('utf8'))
  for (const group of groups)
    new PbfReader(group).readFields((tag, _, pbf) => {
      if (tag === 1) readNode(pbf.readBytes(), grid, reader)
      else if (tag === 2) readDense(pbf.readBytes(), grid, reader)
      else if (tag === 3) readWay(pbf.readBytes(), texts, reader)
    }, undefined)
}

const inDegrees = (offset: number, { granularity }: Grid, value: number): number =>
  Math.round((offset + granularity * value) / NANO)

function readNode(data: Uint8Array, grid: Grid, { node }: BlockReader): void {
  const read = { id: 0, latitude: 0, longitude: 0 }
  new PbfReader(data).readFields((tag, into, pbf) => {
    if (tag === 1) into.id = pbf.readSVarint()
    else if (tag === 8) into.latitude = pbf.readSVarint()
    else if (tag === 9) into.longitude = pbf.readSVarint()
  }, read)
  node(read.id, inDegrees(grid.latitude, grid, read.latitude), inDegrees(grid.longitude, grid, read.longitude))
}

/** DenseNodes: each number is the difference from the one before. */
function readDense(data: Uint8Array, grid: Grid, { node }: BlockReader): void {
  const read: Record<'ids' | 'latitudes' | 'longitudes', number[]> = { ids: [], latitudes: [], longitudes: [] }
  new PbfReader(data).readFields((tag, into, pbf) => {
    if (tag === 1) pbf.readPackedSVarint(into.ids)
    else if (tag === 8) pbf.readPackedSVarint(into.latitudes)
    else if (tag === 9) pbf.readPackedSVarint(into.longitudes)
  }, read)
  let [id, latitude, longitude] = [0, 0, 0]
  read.ids.forEach((step, at) => {
    id += step
    latitude += read.latitudes[at] ?? 0
    longitude += read.longitudes[at] ?? 0
    node(id, inDegrees(grid.latitude, grid, latitude), inDegrees(grid.longitude, grid, longitude))
  })
}

const known = new Set<string>(wayKeys)

function readWay(data: Uint8Array, texts: readonly string[], { way }: BlockReader): void {
  const read: Record<'keys' | 'values' | 'steps', number[]> = { keys: [], values: [], steps: [] }
  new PbfReader(data).readFields((tag, into, pbf) => {
    if (tag === 2) pbf.readPackedVarint(into.keys)
    else if (tag === 3) pbf.readPackedVarint(into.values)
    else if (tag === 8) pbf.readPackedSVarint(into.steps)
  }, read)
  const tags: Record<string, string | undefined> = {}
  read.keys.forEach((key, at) => {
    const name = texts[key] ?? ''
    if (known.has(name)) tags[name] = texts[read.values[at]!]
  })
  if (!isWalkable(tags as WayTags)) return
  let ref = 0
  way({
    refs: read.steps.map((step) => {
      ref += step
      return ref
    }),
  })
}

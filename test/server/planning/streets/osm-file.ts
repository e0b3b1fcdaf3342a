import { writeFile } from 'node:fs/promises'
import { deflateSync } from 'node:zlib'
import { PbfWriter } from 'pbf'

export interface OsmNode {
  id: number
  /** Ten millionths of a degree. */
  latitude: number
  longitude: number
}

export interface OsmWay {
  id: number
  refs: number[]
  tags: Record<string, string>
}

interface Made {
  nodes: readonly OsmNode[]
  ways: readonly OsmWay[]
  /** Of the header: seconds since 1970. */
  replicated?: number
  /** Nodes one by one instead of densely; parts as they are instead of compressed. */
  plain?: boolean
}

const message = (write: (pbf: PbfWriter) => void): Uint8Array => {
  const pbf = new PbfWriter()
  write(pbf)
  return pbf.finish()
}

const steps = (values: readonly number[]): number[] => values.map((value, at) => value - (values[at - 1] ?? 0))

function part(kind: string, data: Uint8Array, plain: boolean): Buffer {
  const blob = message((pbf) => {
    if (plain) pbf.writeBytesField(1, data)
    else {
      pbf.writeVarintField(2, data.length)
      pbf.writeBytesField(3, deflateSync(data))
    }
  })
  const header = message((pbf) => {
    pbf.writeStringField(1, kind)
    pbf.writeVarintField(3, blob.length)
  })
  const length = Buffer.alloc(4)
  length.writeUInt32BE(header.length)
  return Buffer.concat([length, header, blob])
}

function block(strings: readonly string[], group: (pbf: PbfWriter) => void): Uint8Array {
  return message((pbf) => {
    const table = message((inner) => {
      for (const text of strings) inner.writeBytesField(1, Buffer.from(text))
    })
    pbf.writeBytesField(1, table)
    pbf.writeBytesField(2, message(group))
  })
}

/** An extract as OpenStreetMap's programs write it (https://wiki.openstreetmap.org/wiki/PBF_Format). */
export function osmFile({ nodes, ways, replicated, plain = false }: Made): Buffer {
  const header = message((pbf) => {
    pbf.writeStringField(4, 'OsmSchema-V0.6')
    pbf.writeStringField(4, 'DenseNodes')
    if (replicated !== undefined) pbf.writeVarintField(32, replicated)
  })
  const dense = message((pbf) => {
    pbf.writePackedSVarint(1, steps(nodes.map(({ id }) => id)))
    pbf.writePackedSVarint(8, steps(nodes.map(({ latitude }) => latitude)))
    pbf.writePackedSVarint(9, steps(nodes.map(({ longitude }) => longitude)))
  })
  const single = ({ id, latitude, longitude }: OsmNode) =>
    message((pbf) => {
      pbf.writeSVarintField(1, id)
      pbf.writeSVarintField(8, latitude)
      pbf.writeSVarintField(9, longitude)
    })
  const strings = ['', ...new Set(ways.flatMap(({ tags }) => Object.entries(tags).flat()))]
  const numberOf = (text: string) => strings.indexOf(text)
  const wayOf = ({ id, refs, tags }: OsmWay) =>
    message((pbf) => {
      pbf.writeVarintField(1, id)
      pbf.writePackedVarint(2, Object.keys(tags).map(numberOf))
      pbf.writePackedVarint(3, Object.values(tags).map(numberOf))
      pbf.writePackedSVarint(8, steps(refs))
    })
  const ofNodes = block([''], (pbf) => {
    if (plain) for (const node of nodes) pbf.writeBytesField(1, single(node))
    else pbf.writeBytesField(2, dense)
  })
  const ofWays = block(strings, (pbf) => {
    for (const way of ways) pbf.writeBytesField(3, wayOf(way))
  })
  return Buffer.concat([
    part('OSMHeader', header, plain),
    part('OSMData', ofNodes, plain),
    part('OSMData', ofWays, plain),
  ])
}

export const writeOsmFile = (path: string, made: Made): Promise<void> => writeFile(path, osmFile(made))

/** A file of zoom levels 0 and 1, of the whole world: land everywhere, in the layer that the basemap calls `earth`. */
export function tinyPmtiles({ tileType = 1, attribution = '<a href="https://osm.example">© OSM</a>' } = {}): Buffer {
  const tile = landTile()
  const metadata = Buffer.from(JSON.stringify({ attribution, vector_layers: [{ id: 'earth', fields: {} }] }))
  // One entry: from tile 0 on, the same for all five, so long, from the beginning (PMTiles version 3, section 4.2).
  const directory = Buffer.from([...varint(1), ...varint(0), ...varint(TILES), ...varint(tile.length), ...varint(1)])
  const header = Buffer.alloc(127)
  header.write('PMTiles', 'ascii')
  header[7] = 3
  const after = [directory, metadata, Buffer.alloc(0), tile]
  let offset = header.length
  for (const [index, part] of after.entries()) {
    header.writeBigUInt64LE(BigInt(offset), 8 + 16 * index)
    header.writeBigUInt64LE(BigInt(part.length), 16 + 16 * index)
    offset += part.length
  }
  for (const [at, count] of [
    [72, TILES],
    [80, 1],
    [88, 1],
  ] as const)
    header.writeBigUInt64LE(BigInt(count), at)
  // Clustered; neither directories nor tiles are compressed.
  header.set([1, 1, 1, tileType, 0, 1], 96)
  for (const [index, degrees] of [-180, -85, 180, 85].entries()) header.writeInt32LE(degrees * 1e7, 102 + 4 * index)
  return Buffer.concat([header, ...after])
}

/** Of both levels. */
const TILES = 5
const EXTENT = 4096

/** A vector tile (MVT 2.1) with one square. */
function landTile(): Buffer {
  const [moveTo, lineTo, closePath] = [9, 26, 15]
  const square = [moveTo, 0, 0, lineTo, 2 * EXTENT, 0, 0, 2 * EXTENT, 2 * EXTENT - 1, 0, closePath]
  const feature = [...field(3, 0), ...varint(3), ...bytes(4, square.flatMap(varint))]
  const layer = [
    ...bytes(1, [...Buffer.from('earth')]),
    ...bytes(2, feature),
    ...[...field(5, 0), ...varint(EXTENT), ...field(15, 0), ...varint(2)],
  ]
  return Buffer.from(bytes(3, layer))
}

/** Of a field's number and wire type (Protocol Buffers). */
const field = (number: number, type: number) => varint((number << 3) | type)
const bytes = (number: number, content: number[]) => [...field(number, 2), ...varint(content.length), ...content]

function varint(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...varint(value >>> 7)]
}

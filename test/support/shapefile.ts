interface Row {
  point: readonly [number, number] | readonly number[]
  values: readonly string[]
  deleted?: boolean
}

/** A shapefile of points and its table of texts (ESRI Shapefile Technical Description, 1998; dBASE III). */
export function shapefile(fields: readonly string[], rows: readonly Row[], encoding: BufferEncoding) {
  return { shp: shapesOf(rows), dbf: tableOf(fields, rows, encoding) }
}

function shapesOf(rows: readonly Row[]): Buffer {
  const shp = Buffer.alloc(100 + rows.length * 28)
  shp.writeInt32BE(9994, 0)
  shp.writeInt32BE(shp.length / 2, 24)
  shp.writeInt32LE(1000, 28)
  shp.writeInt32LE(1, 32)
  rows.forEach(({ point: [x = 0, y = 0] }, at) => {
    const offset = 100 + at * 28
    shp.writeInt32BE(at + 1, offset)
    shp.writeInt32BE(10, offset + 4)
    shp.writeInt32LE(1, offset + 8)
    shp.writeDoubleLE(x, offset + 12)
    shp.writeDoubleLE(y, offset + 20)
  })
  return shp
}

const WIDTH = 40

function tableOf(fields: readonly string[], rows: readonly Row[], encoding: BufferEncoding): Buffer {
  const header = Buffer.alloc(32 + fields.length * 32 + 1)
  header[0] = 3
  header.writeUInt32LE(rows.length, 4)
  header.writeUInt16LE(header.length, 8)
  header.writeUInt16LE(1 + fields.length * WIDTH, 10)
  fields.forEach((field, at) => {
    header.write(field, 32 + at * 32, 'latin1')
    header.write('C', 32 + at * 32 + 11, 'latin1')
    header[32 + at * 32 + 16] = WIDTH
  })
  header[header.length - 1] = 0x0d
  const lines = rows.map(({ values, deleted }) => {
    const line = Buffer.alloc(1 + fields.length * WIDTH, 0x20)
    if (deleted) line[0] = 0x2a
    for (const [at, value] of values.entries()) Buffer.from(value, encoding).copy(line, 1 + at * WIDTH)
    return line
  })
  return Buffer.concat([header, ...lines])
}

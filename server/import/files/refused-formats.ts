import type { FileFault } from '../import-error.ts'

type Told = (octets: Buffer) => boolean

/** By what stands so many octets after the beginning. */
const start = (text: string, at = 0): Told => {
  const known = Buffer.from(text, 'latin1')
  return (octets) => octets.subarray(at, at + known.length).equals(known)
}
const matches =
  (beginning: RegExp): Told =>
  (octets) =>
    beginning.test(octets.toString('latin1', 0, 200))

/** What files are told by that are not read, of which kind and format they are, what that is and what to do. */
const REFUSED: ReadonlyArray<[isIt: Told, fault: FileFault, format: string, what: string]> = [
  [start('ustar', 257), 'archive', 'TAR', 'a TAR archive: unpack it and import what it holds.'],
  [
    matches(/^(version \d+\s+charset|!table\s+!version)/i),
    'other-format',
    'MapInfo',
    'of MapInfo: export it as GeoJSON (ogr2ogr -f GeoJSON -t_srs EPSG:4326 out.geojson FILE) and import that.',
  ],
  [
    start('\xd0\xcf\x11\xe0'),
    'old-office',
    'Excel',
    'of an old Excel (.xls) or another old Office program: save it as XLSX or CSV and import that.',
  ],
  [
    start('SQLite format 3\0'),
    'other-format',
    'GeoPackage',
    'a GeoPackage or another SQLite database: export it as GeoJSON (ogr2ogr -f GeoJSON -t_srs EPSG:4326 out.geojson FILE) and import that.',
  ],
  [
    start('%PDF'),
    'other-format',
    'PDF',
    'a PDF, which has no table to read: ask its publisher for the CSV or XLSX behind it.',
  ],
  [
    start('\0\x01\0\0Standard '),
    'other-format',
    'Access',
    'an Access database: export its table as XLSX or CSV and import that.',
  ],
  [
    start('AC10'),
    'other-format',
    'AutoCAD',
    'an AutoCAD drawing (.dwg): export it as GeoJSON or a shapefile and import that.',
  ],
  [start('PAR1'), 'other-format', 'Parquet', 'a Parquet file: export it as CSV and import that.'],
  [start('ARROW1'), 'other-format', 'Arrow', 'an Arrow (Feather) file: export it as CSV and import that.'],
  [
    matches(/^(RDX|X\n\0\0\0)/),
    'other-format',
    'R',
    'data of R: write them with write.csv or sf::st_write(…, "out.geojson") and import that.',
  ],
  [start('fgb\x03'), 'other-format', 'FlatGeobuf', 'a FlatGeobuf file: export it as GeoJSON and import that.'],
  [start('7z\xbc\xaf'), 'archive', '7-Zip', 'a 7-Zip archive: unpack it and import what it holds.'],
  [start('Rar!'), 'archive', 'RAR', 'a RAR archive: unpack it and import what it holds.'],
  [start('BZh'), 'archive', 'bzip2', 'a bzip2 archive: unpack it and import what it holds.'],
  [start('\xfd7zXZ'), 'archive', 'xz', 'an xz archive: unpack it and import what it holds.'],
  [start('(\xb5/\xfd'), 'archive', 'Zstandard', 'a Zstandard archive: unpack it and import what it holds.'],
  [start('\x89PNG'), 'picture', 'PNG', 'a picture, no data.'],
  [start('\xff\xd8\xff'), 'picture', 'JPEG', 'a picture, no data.'],
  [start('GIF8'), 'picture', 'GIF', 'a picture, no data.'],
  [start('II*\0'), 'picture', 'TIFF', 'a picture, no data.'],
  [start('PK\x05\x06'), 'archive-without-data', 'ZIP', 'an empty ZIP file.'],
  [start('version https://git-lfs'), 'git-lfs', 'Git LFS', 'a pointer of Git LFS, not the file itself: load the file.'],
]

/** @returns what a file is that is not read, and what to do; undefined for others */
export function refusedFormat(octets: Buffer): { fault: FileFault; format: string; what: string } | undefined {
  const found = REFUSED.find(([isIt]) => isIt(octets))
  if (!found) return undefined
  const [, fault, format, what] = found
  return { fault, format, what }
}

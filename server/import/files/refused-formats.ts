const start = (text: string) => Buffer.from(text, 'latin1')

/** What files begin with that are not read, what they are and what to do. */
const REFUSED: ReadonlyArray<[octets: Buffer, what: string]> = [
  [
    start('\xd0\xcf\x11\xe0'),
    'of an old Excel (.xls) or another old Office program: save it as XLSX or CSV and import that.',
  ],
  [
    start('SQLite format 3\0'),
    'a GeoPackage or another SQLite database: export it as GeoJSON (ogr2ogr -f GeoJSON -t_srs EPSG:4326 out.geojson FILE) and import that.',
  ],
  [start('%PDF'), 'a PDF, which has no table to read: ask its publisher for the CSV or XLSX behind it.'],
  [start('PAR1'), 'a Parquet file: export it as CSV and import that.'],
  [start('fgb\x03'), 'a FlatGeobuf file: export it as GeoJSON and import that.'],
  [start('7z\xbc\xaf'), 'a 7-Zip archive: unpack it and import what it holds.'],
  [start('Rar!'), 'a RAR archive: unpack it and import what it holds.'],
  [start('BZh'), 'a bzip2 archive: unpack it and import what it holds.'],
  [start('\xfd7zXZ'), 'an xz archive: unpack it and import what it holds.'],
  [start('(\xb5/\xfd'), 'a Zstandard archive: unpack it and import what it holds.'],
  [start('\x89PNG'), 'a picture, no data.'],
  [start('\xff\xd8\xff'), 'a picture, no data.'],
  [start('GIF8'), 'a picture, no data.'],
  [start('II*\0'), 'a picture, no data.'],
  [start('PK\x05\x06'), 'an empty ZIP file.'],
  [start('version https://git-lfs'), 'a pointer of Git LFS, not the file itself: load the file.'],
]

/** @returns what a file is that is not read, and what to do; undefined for others */
export const refusedFormat = (octets: Buffer): string | undefined =>
  REFUSED.find(([beginning]) => octets.subarray(0, beginning.length).equals(beginning))?.[1]

import { readdir } from 'node:fs/promises'
import { basename, dirname, extname, join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { FileError } from '../import-error.ts'
import { type CsvFile, csvIn } from './csv-file.ts'
import { utf8Of } from './encoding.ts'
import { jsonTable } from './json/json-file.ts'
import { refusedFormat } from './refused-formats.ts'
import { readOctets, sha256Of } from './text-file.ts'

/** A file, and those beside it in its archive or folder. */
export interface NamedOctets {
  name: string
  octets: Buffer
}

export interface ReadingOptions {
  /** Of text; absent: told from the octets. */
  encoding?: string | undefined
}

const SHAPEFILE = Buffer.from('0000270a', 'hex')
const GZIP = Buffer.from('1f8b', 'hex')
const ZIP = Buffer.from('PK\x03\x04')
/** What a ZIP may hold in place of data that is read, or around it. */
const KNOWN_INSIDE = /\.(gpkg|gml|gpx|xls|ods|pdf|parquet|fgb|mif|zip|geojsonl?|jsonl|ndjson|kmz|gz)$/i
const MOST_OCTETS = 2 ** 31
/** It is read whole, and takes many times its octets in memory. */
const MOST_OCTETS_OF_KML = 40_000_000
const BLANK = /^[\uFEFF\s\p{Cc}]+/u
/** Headers of a CSV may stand in brackets too: `[id],[name]`. */
const JSON_BEGINS = /^(\{\s*["'}]|\[\s*(["'{[\]\d-]|$))/

/**
 * Reads a file that a city publishes as a table with a header, whatever its name says: CSV, XLSX, GeoJSON, Esri's JSON,
 * arrays of JSON, KML and KMZ, shapefiles (with their .dbf beside, or in a ZIP), and any of them in a ZIP or gzip.
 *
 * @throws {ImportError} naming the format and what to do, when it is none of these
 */
export async function readCityFile(file: string, options: ReadingOptions = {}): Promise<CsvFile> {
  const octets = await readOctets(file)
  const name = basename(file)
  if (/^\.(dbf|shx|prj)$/i.test(extname(file)))
    throw new FileError('shapefile-part', `${file} is a part of a shapefile: import the .shp beside it.`)
  const beside = octets.subarray(0, 4).equals(SHAPEFILE) ? await shapefileParts(file) : []
  return tableFromOctets(name, octets, options, beside)
}

/** As {@link readCityFile}, of octets that are there already. @param beside other parts of a shapefile */
export async function tableFromOctets(
  name: string,
  octets: Buffer,
  options: ReadingOptions = {},
  beside: NamedOctets[] = [],
): Promise<CsvFile> {
  if (octets.length === 0) throw new FileError('empty', `${name} is empty.`)
  const refused = refusedFormat(octets)
  if (refused) throw new FileError(refused.fault, `${name} is ${refused.what}`, { format: refused.format })
  const start = octets.subarray(0, 4)
  const sha256 = sha256Of(octets)
  if (start.equals(ZIP)) return { ...(await zipTable(name, octets, options)), sha256 }
  if (start.subarray(0, 2).equals(GZIP)) {
    return { ...(await tableFromOctets(name.replace(/\.gz$/i, ''), gunzipped(name, octets), options)), sha256 }
  }
  if (start.equals(SHAPEFILE)) {
    const { shapefileTable } = await import('./shape-file.ts')
    return shapefileTable(name, octets, beside, options)
  }
  return textTable(name, octets, sha256, options)
}

/** @throws {FileError} where it is broken, or too much */
function gunzipped(name: string, octets: Buffer): Buffer {
  try {
    return gunzipSync(octets, { maxOutputLength: MOST_OCTETS })
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'ERR_BUFFER_TOO_LARGE')
      throw new FileError('archive-too-large', `${name} unpacks to more than 1 GiB: unpack it and import a part.`)
    throw new FileError('broken-archive', `${name} is a gzip file that is broken: ${message}. Load it again.`)
  }
}

async function textTable(name: string, octets: Buffer, sha256: string, options: ReadingOptions): Promise<CsvFile> {
  const { utf8, encoding } = utf8Of(name, octets, options.encoding)
  const beginning = utf8.toString('utf8', 0, 5000).replace(BLANK, '')
  const remarks = utf8.includes('\uFFFD')
    ? ['Some of its letters were lost before it was published: they stand in it as \uFFFD.']
    : []
  const with_ = (table: CsvFile): CsvFile => ({ ...table, remarks: [...remarks, ...(table.remarks ?? [])] })
  if (JSON_BEGINS.test(beginning)) return with_({ ...jsonTable(name, utf8), name, sha256, encoding })
  const text = utf8.toString('utf8').replace(/^\uFEFF/, '')
  if (!beginning.startsWith('<')) return with_(csvIn(name, { text, sha256, encoding }))
  if (!/<kml[\s>]/i.test(beginning)) throw wrongMarkup(name, beginning)
  if (octets.length > MOST_OCTETS_OF_KML)
    throw new FileError(
      'other-format',
      `${name} is KML of ${Math.round(octets.length / 1e6)} MB, more than is read here of it: export it as GeoJSON (ogr2ogr -f GeoJSON out.geojson FILE) and import that.`,
      { format: 'KML' },
    )
  const { kmlTable } = await import('./kml-file.ts')
  return with_({ ...kmlTable(name, text.replace(BLANK, '')), sha256, encoding })
}

function wrongMarkup(name: string, first: string): FileError {
  if (/^(?:<\?xml[^>]*>|<!--[\s\S]*?-->|\s)*<(!doctype html|html|head|body)/i.test(first) && !/<table/i.test(first))
    return new FileError(
      'page',
      `${name} is an HTML page, no data: the address it was loaded from gave a page instead of the file. Load the file itself.`,
    )
  if (/<(html|table)\b/i.test(first))
    return new FileError(
      'old-office',
      `${name} is an HTML page with a table, whatever its name says: open it in a spreadsheet, save it as XLSX or CSV and import that.`,
    )
  if (/schemas-microsoft-com:office:spreadsheet/.test(first))
    return new FileError('old-office', `${name} is a table in Excel's old XML: save it as XLSX or CSV and import that.`)
  const error =
    /<(?:\w+:)?(?:ServiceException|ExceptionText|Error|Message)[^>]*>\s*(?:<!\[CDATA\[)?\s*([^<\]]{1,100})/i.exec(first)
  if (/<(?:\w+:)?(?:ExceptionReport|ServiceExceptionReport|Error)\b/i.test(first))
    return new FileError(
      'page',
      `${name} is no data but an error that a server answered${error ? `: "${error[1]!.trim()}"` : ''}. Load the file again.`,
    )
  const known = /<(?:\w+:)?(gpx|FeatureCollection|osm|svg)\b/i.exec(first)?.[1]
  const format = known === 'FeatureCollection' ? 'GML' : known ? known.toUpperCase() : 'XML'
  return new FileError(
    'other-format',
    `${name} is ${format}, which is not read here: export it as GeoJSON, CSV or a shapefile (ogr2ogr -f GeoJSON -t_srs EPSG:4326 out.geojson FILE) and import that.`,
    { format },
  )
}

async function shapefileParts(file: string): Promise<NamedOctets[]> {
  const stem = basename(file, extname(file)).toLowerCase()
  const names = await readdir(dirname(file))
  const parts = names.filter((name) => basename(name, extname(name)).toLowerCase() === stem)
  const wanted = parts.filter((name) => /^\.(dbf|prj|cpg)$/i.test(extname(name)))
  return Promise.all(wanted.map(async (name) => ({ name, octets: await readOctets(join(dirname(file), name)) })))
}

/** What a ZIP holds: a sheet of Excel, or one file of another kind with its parts. */
async function zipTable(name: string, octets: Buffer, options: ReadingOptions): Promise<CsvFile> {
  const { namesIn, unpacked } = await import('./zip-file.ts')
  const names = namesIn(name, octets)
  if (names.includes('xl/workbook.bin'))
    throw new FileError('old-office', `${name} is a binary Excel file (.xlsb): save it as XLSX or CSV and import that.`)
  if (names.some((inner) => inner.startsWith('xl/'))) {
    const { sheetTable } = await import('./sheet-file.ts')
    return sheetTable(name, octets)
  }
  if (names.includes('content.xml') && names.includes('mimetype'))
    throw new FileError('opendocument', `${name} is an OpenDocument file: save it as XLSX or CSV and import that.`)
  if (names.some((inner) => inner.startsWith('word/') || inner.startsWith('ppt/')))
    throw new FileError(
      'document',
      `${name} is a document of Word or PowerPoint: copy its table into a sheet, save it as CSV.`,
    )
  const data = names.filter(
    (inner) => /\.(shp|csv|txt|tsv|json|geojson|kml|xlsx)$/i.test(inner) && !/readme|licen/i.test(inner),
  )
  const shapes = data.filter((inner) => /\.shp$/i.test(inner))
  // What is not read says what it is, and what to do; a ZIP in a ZIP in a ZIP may have no end.
  const others = data.length > 0 ? [] : names.filter((inner) => KNOWN_INSIDE.test(inner) && !/ in .* in /.test(name))
  const chosen = shapes.length > 0 ? shapes : data.length > 0 ? data : others
  const [only] = chosen
  if (only === undefined)
    throw new FileError(
      'archive-without-data',
      `${name} is a ZIP file without data that is known in it: ${some(names)}.`,
    )
  if (chosen.length > 1)
    throw new FileError(
      'archive-of-several',
      `${name} is a ZIP file with several files: ${some(chosen)}. Unpack it and import the right one.`,
      { files: some(chosen) },
    )
  const stem = only.slice(0, -extname(only).length).toLowerCase()
  const wanted = names.filter((inner) => inner.slice(0, -extname(inner).length).toLowerCase() === stem)
  const parts = unpacked(name, octets, wanted)
  const main = parts.find((part) => part.name === only)!
  const table = await tableFromOctets(
    `${basename(only)} in ${name}`,
    main.octets,
    options,
    parts.filter((part) => part !== main),
  )
  return { ...table, name, remarks: [`In the ZIP file: ${only}.`, ...(table.remarks ?? [])] }
}

const some = (names: string[]) => names.slice(0, 8).join(', ') + (names.length > 8 ? ', …' : '')

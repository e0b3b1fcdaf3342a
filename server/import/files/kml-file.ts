import { kml } from '@tmcw/togeojson'
import { DOMParser } from '@xmldom/xmldom'
import { FileError } from '../import-error.ts'
import type { CsvFile } from './csv-file.ts'
import { objectsTable } from './objects-table.ts'

/** The placemarks of a KML file, with their data; what only says how they look is left out. @throws {ImportError} */
export function kmlTable(name: string, text: string): Omit<CsvFile, 'sha256'> {
  const wrong: string[] = []
  const onError = (_level: string, message: string) => wrong.push(message)
  try {
    const document = new DOMParser({ onError }).parseFromString(text, 'text/xml')
    const { features } = kml(document as unknown as Parameters<typeof kml>[0])
    const plain = features.map((feature) => ({
      ...feature,
      properties: Object.fromEntries(Object.entries(feature?.properties ?? {}).filter(([key]) => !LOOKS.test(key))),
    }))
    if (plain.every(({ geometry }) => geometry === null) && /<NetworkLink[\s>]/.test(text))
      throw new FileError(
        'no-records',
        `${name} has no places of its own but a link to another file: ${/<href>([^<]*)/.exec(text)?.[1] ?? 'none'}. Load that file and import it.`,
      )
    if (plain.length === 0) throw new FileError('no-records', `${name} has no features.`)
    return { ...objectsTable(plain), name, unit: 'feature', format: 'KML' }
  } catch (error) {
    if (error instanceof FileError) throw error
    throw new FileError('broken-kml', `${name} is KML that cannot be read: ${wrong[0] ?? (error as Error).message}`)
  }
}

const LOOKS = /^(styleUrl|styleHash|styleMapHash|visibility|icon.*|label-.*|stroke.*|fill.*|@geometry-type)$/

import { readCityFile, tableFromOctets } from '../files/city-file.ts'
import type { CsvFile } from '../files/csv-file.ts'

/**
 * Reads a table with a header: CSV, the first sheet of an XLSX file, or another kind of file of `files/city-file.ts`.
 *
 * @throws {ImportError} when the file is none that can be read
 */
export const readTable = (file: string): Promise<CsvFile> => readCityFile(file)

/** As {@link readTable}, of octets that are there already. @throws {ImportError} */
export const tableIn = (name: string, octets: Buffer): Promise<CsvFile> => tableFromOctets(name, octets)

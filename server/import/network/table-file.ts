import { type CsvFile, readCsvFile } from '../files/csv-file.ts'

/** Reads a table with a header. @throws {ImportError} when the file is none that can be read */
export const readTable = (file: string): Promise<CsvFile> => readCsvFile(file)

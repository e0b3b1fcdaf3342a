import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from '../../server/package-root.ts'

/** The path of a file or folder that we made for the tests, under `test/fixtures`. */
export const fixture = (name: string): string => join(packageRoot, 'test/fixtures', name)

export const readFixture = (name: string): string => readFileSync(fixture(name), 'utf8')

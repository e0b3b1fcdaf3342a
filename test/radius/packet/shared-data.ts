import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Context } from 'mocha'
import { packageRoot } from '../../../server/package-root.ts'

/** The path of a file or folder of the RADIUS data beside the checkout; skips the test where it is absent. */
export function sharedData(test: Context, name: string): string {
  const path = join(packageRoot, '../shared/data/radius', name)
  if (existsSync(path)) return path
  console.log(`      skipped: ../shared/data/radius/${name} is not beside this checkout`)
  return test.skip()
}

import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * The folder of Plaza's `package.json`. Files that are not code (SQL migrations, styles, the built dashboard) are read
 * relative to it, so that they are found from `server/` (tests) and from `dist/server/` (a build) alike.
 */
export const packageRoot: string = (() => {
  let folder = dirname(fileURLToPath(import.meta.url))
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder)
  return folder
})()

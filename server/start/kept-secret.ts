import { randomBytes } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Config } from '../config/index.ts'
import { createSealer, type Sealer } from '../sealing.ts'
import { ensureWritable } from './data-folder.ts'
import { StartError } from './start-error.ts'

/** Encryption with `PLAZA_SECRET`, in the demo with the secret kept there. @throws {StartError} */
export const openSealer = async ({ secret, dataDir }: Config): Promise<Sealer> =>
  createSealer(secret ?? (await keptSecret(dataDir)))

/** The demo's `PLAZA_SECRET`: made once and kept in the data folder, readable by its owner alone. */
async function keptSecret(dataDir: string): Promise<string> {
  await ensureWritable(dataDir)
  const file = join(dataDir, 'secret')
  const made = randomBytes(32).toString('hex')
  await writeFile(file, made, { mode: 0o600, flag: 'wx' }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw new StartError(`PLAZA_DATA_DIR: ${file} cannot be written: ${error.message}`)
  })
  return readFile(file, 'utf8')
}

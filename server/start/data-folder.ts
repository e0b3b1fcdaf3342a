import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { access, chmod, constants, mkdir } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { StartError } from './start-error.ts'

/** Where root's data lies, and PostgreSQL's programs, which run as another account then. */
export const ROOT_DATA = '/var/lib/plaza'

const NAME_LENGTH = 40

/**
 * Where data lies when `PLAZA_DATA_DIR` says nothing: in `data` of the folder in which Plaza is started. Root's data
 * lies in a folder of {@link ROOT_DATA} that is named after that one, since the account that PostgreSQL runs as cannot
 * reach a home folder of mode 0700; where there is a database in `data`, that is used: a development version made it, or
 * somebody who was not root.
 *
 * @returns an absolute path
 */
export function defaultDataDir(folder = process.cwd(), uid = process.getuid?.()): string {
  const here = resolve(folder, 'data')
  if (uid !== 0 || existsSync(clusterIn(here))) return here
  const readable = basename(dirname(here))
    .replace(/[^\w.-]+/g, '-')
    .slice(0, NAME_LENGTH)
  return join(ROOT_DATA, `${readable}-${createHash('sha256').update(here).digest('hex').slice(0, 8)}`)
}

/** The embedded PostgreSQL's folder in a data folder. */
export const postgresIn = (dataDir: string): string => join(dataDir, 'postgres')

/** The cluster itself: there once it was wholly made. */
export const clusterIn = (dataDir: string): string => join(postgresIn(dataDir), 'cluster')

/**
 * Makes a folder, and those on the way to it. Only we can look into what is made; where we are root, the account that
 * PostgreSQL runs as can pass.
 */
export async function makeFolder(path: string): Promise<void> {
  const mode = process.getuid?.() === 0 ? 0o711 : 0o700
  const first = await mkdir(path, { recursive: true, mode })
  // The mask of new files (umask) may have taken from the mode.
  for (let made = path; first !== undefined && made.length >= first.length; made = dirname(made))
    await chmod(made, mode)
}

/** Makes the data folder where there is none. @throws {StartError} when it can neither be made nor written */
export async function ensureWritable(dataDir: string): Promise<void> {
  try {
    await makeFolder(dataDir)
    await access(dataDir, constants.W_OK | constants.X_OK)
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException
    const why = reasons[code] ?? code
    throw new StartError(
      `PLAZA_DATA_DIR: the folder ${dataDir} cannot be written (${why}): choose another, or change its owner.`,
    )
  }
}

const reasons: Record<string, string> = {
  EACCES: 'no permission',
  EPERM: 'no permission',
  EROFS: 'its disk can only be read',
  ENOSPC: 'its disk is full',
  EDQUOT: 'its disk is full',
  EEXIST: 'it is a file',
  ENOTDIR: 'a part of its path is a file',
}

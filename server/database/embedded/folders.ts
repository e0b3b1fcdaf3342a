import { createHash } from 'node:crypto'
import { chmod, chown, lchown, lstat, mkdir, readdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeFolder } from '../../start/data-folder.ts'
import { StartError } from '../../start/start-error.ts'
import { type ServerAccount, unreachable } from './account.ts'

/** A Unix socket's whole path may have at most 107 octets (unix(7)); PostgreSQL adds its socket's name of 17. */
const SOCKET_PATH_LIMIT = 90

export const isThere = (path: string): Promise<boolean> =>
  lstat(path).then(
    () => true,
    // A folder that may not be looked into is there.
    (error: NodeJS.ErrnoException) => error.code !== 'ENOENT' && error.code !== 'ENOTDIR',
  )

/**
 * Makes the folder of the embedded PostgreSQL and checks that its account reaches it.
 *
 * @throws {StartError} naming the folder that cannot be entered, or whose it is
 */
export async function ensureFolder(dir: string, account: ServerAccount): Promise<void> {
  await makeFolder(dir)
  await refuseStrangers(dir, account)
  if (!account.ids) return
  await chown(dir, process.getuid!(), process.getgid!())
  await chmod(dir, 0o711)
  const barred = await unreachable(account, dir)
  if (barred !== undefined) {
    throw new StartError(
      `PLAZA_DATA_DIR: PostgreSQL does not run as root but as "${account.name}", which cannot enter ${barred}: choose a folder that it can reach, move the data to one if there are any in ${dir}, or run: chmod o+x '${barred}'`,
    )
  }
}

async function refuseStrangers(dir: string, { ids }: ServerAccount): Promise<void> {
  const uid = process.getuid!()
  for (const folder of [dir, join(dir, 'cluster')]) {
    const owner = (await lstat(folder).catch(() => undefined))?.uid
    if (owner !== undefined && owner !== uid && !ids) {
      throw new StartError(
        `PLAZA_DATA_DIR: ${folder} belongs to another account (uid ${owner}): start Plaza as that one, or choose another folder.`,
      )
    }
  }
}

/** Gives a folder to the account with all that is in it, where it is not its own yet. */
export async function handOver(path: string, { ids }: ServerAccount): Promise<void> {
  if (ids && (await lstat(path)).uid !== ids.uid) await chownAll(path, ids.uid, ids.gid)
}

/** The folder itself comes last: what was interrupted is seen by it. */
async function chownAll(path: string, uid: number, gid: number): Promise<void> {
  const isFolder = (await lstat(path)).isDirectory()
  for (const entry of isFolder ? await readdir(path) : []) await chownAll(join(path, entry), uid, gid)
  await lchown(path, uid, gid)
}

/**
 * Makes the folder of the Unix socket: beside the data, or, where that path is too long, a short one in the folder for
 * temporary files. Only PostgreSQL's account and ours can enter it.
 *
 * @throws {StartError} where somebody else has made the short one
 */
export async function ensureSocketFolder(dir: string, { ids }: ServerAccount): Promise<string> {
  const inside = join(dir, 'socket')
  const short = join(tmpdir(), `plaza-${createHash('sha256').update(dir).digest('hex').slice(0, 16)}`)
  const path = [inside, short, join('/tmp', short.slice(tmpdir().length + 1))].find(
    (folder) => Buffer.byteLength(folder) <= SOCKET_PATH_LIMIT,
  )!
  await mkdir(path, { mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error
  })
  const found = await lstat(path)
  const ours = [process.getuid!(), ids?.uid].includes(found.uid)
  if (!found.isDirectory() || !ours) {
    throw new StartError(
      `${path} belongs to another account (uid ${found.uid}): remove it, or set PLAZA_DATA_DIR to a shorter path.`,
    )
  }
  if (!ids) return path
  await chown(path, process.getuid!(), process.getgid!())
  await chmod(path, 0o710)
  // Our group may pass: root that may not override rights (CAP_DAC_OVERRIDE) connects as well.
  await chown(path, ids.uid, process.getgid!())
  return path
}

import { randomBytes } from 'node:crypto'
import { type FileHandle, mkdir, open, readdir, rename, rm, rmdir } from 'node:fs/promises'
import { connect, createServer } from 'node:net'
import { join } from 'node:path'

const LOCK = 'lock'
const SEGMENT = /^\d{10}\.spool$/
const NEW = '.new-'

export const segmentName = (number: number): string => `${String(number).padStart(10, '0')}.spool`

export interface SpoolFolder {
  path: string
  /** Segments that dead processes left, now in this folder: the oldest first, numbered from 1. */
  segments: string[]
  /** Lets another process take what is left. */
  release(): Promise<void>
}

/**
 * Makes this process's own folder under `dir`, and moves into it what processes that have died left there.
 *
 * A folder is locked by a Unix socket that its process listens on: the kernel ends that with the process, however it
 * ends, and every process on this machine that sees the folder sees that too.
 */
export async function claimFolder(dir: string): Promise<SpoolFolder> {
  await mkdir(dir, { recursive: true, mode: 0o700 })
  const name = `${Date.now()}-${randomBytes(4).toString('hex')}`
  const fresh = join(dir, `${NEW}${name}`)
  const path = join(dir, name)
  await mkdir(fresh, { mode: 0o700 })
  const unlock = await lock(fresh)
  // Nobody sees the folder under its name before it is locked.
  await rename(fresh, path)
  const segments: string[] = []
  for (const other of (await readdir(dir)).sort()) {
    if (other === name || !/^\d+-[0-9a-f]{8}$/.test(other) || (await isLocked(join(dir, other)))) continue
    for (const segment of (await readdir(join(dir, other)).catch(() => []))
      .filter((file) => SEGMENT.test(file))
      .sort()) {
      const own = join(path, segmentName(segments.length + 1))
      // Another process that starts now may have been faster.
      const moved = await rename(join(dir, other, segment), own).then(
        () => true,
        () => false,
      )
      if (moved) segments.push(own)
    }
    await syncFolder(path)
    await rm(join(dir, other, LOCK), { force: true })
    await rmdir(join(dir, other)).catch(() => {})
  }
  await syncFolder(dir)
  return {
    path,
    segments,
    async release() {
      await unlock()
      await rmdir(path).catch(() => {})
    },
  }
}

/** Makes the names in a folder durable. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r')
  await folder.sync().finally(() => folder.close())
}

/** A Unix socket's path may have at most 107 octets (unix(7)): this one is short wherever the folder lies. */
const socketIn = (folder: FileHandle) => `/proc/self/fd/${folder.fd}/${LOCK}`

/** @returns unlocks the folder. It stays open until then: Node removes the socket by the path that it was made under. */
async function lock(path: string): Promise<() => Promise<void>> {
  const folder = await open(path, 'r')
  const server = createServer((socket) => socket.destroy())
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    // Exclusive: a worker of node:cluster would have its first process listen instead.
    server.listen({ path: socketIn(folder), exclusive: true }, resolve)
  }).catch(async (error) => {
    await folder.close()
    throw error
  })
  server.unref()
  return async () => {
    await new Promise((resolve) => server.close(resolve))
    await folder.close()
  }
}

async function isLocked(path: string): Promise<boolean> {
  const folder = await open(path, 'r').catch(() => undefined)
  if (!folder) return true
  const locked = await new Promise<boolean>((resolve) => {
    const socket = connect(socketIn(folder))
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', ({ code }: NodeJS.ErrnoException) => resolve(code !== 'ECONNREFUSED' && code !== 'ENOENT'))
  })
  await folder.close()
  return locked
}

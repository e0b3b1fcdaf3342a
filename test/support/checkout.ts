import { execFileSync } from 'node:child_process'
import { chown, mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { temporaryFolder } from '../../scripts/temporary-folder.ts'
import { packageRoot } from '../../server/package-root.ts'

/** What an installed and built Plaza consists of. */
const PARTS = ['package.json', 'node_modules', 'dist', 'server', 'dashboard', 'scripts']

export interface Checkout {
  /** The folder that holds it: of mode 0700, the owner's alone. */
  home: string
  /** The checkout itself, below it. */
  path: string
  remove(): Promise<void>
}

/**
 * An installed and built Plaza in a home folder of mode 0700.
 *
 * @param name the checkout's path below the home folder
 * @param owner whose home it is, where it is not ours
 */
export async function makeCheckout(name: string, owner?: { uid: number; gid: number }): Promise<Checkout> {
  const top = await temporaryFolder('plaza-fresh-')
  const home = join(top, 'home')
  const path = join(home, name)
  await mkdir(path, { recursive: true, mode: 0o755 })
  for (const part of PARTS) copy(join(packageRoot, part), path)
  execFileSync('chmod', ['0700', home])
  if (owner) {
    // Folders alone: files may be links to ours, and are only read.
    execFileSync('find', [home, '-type', 'd', '-exec', 'chown', '-h', `${owner.uid}:${owner.gid}`, '{}', '+'])
    await chown(home, owner.uid, owner.gid)
  }
  return { home, path, remove: () => rm(top, { recursive: true, force: true }) }
}

/** By links where the disk allows it: `node_modules` is large. */
function copy(from: string, into: string): void {
  try {
    execFileSync('cp', ['-al', from, into], { stdio: 'ignore' })
  } catch {
    execFileSync('cp', ['-a', from, into])
  }
}

/** The folder as a new one of another owner, for what an account needs beside its checkout. */
export async function ownFolder(path: string, { uid, gid }: { uid: number; gid: number }): Promise<string> {
  await mkdir(path, { recursive: true, mode: 0o700 })
  await chown(path, uid, gid)
  return path
}

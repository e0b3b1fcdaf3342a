import { accessSync, constants, existsSync, readdirSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import type { Context } from 'mocha'

/** Where programs for the administrator lie, which an ordinary user's PATH may leave out. */
const FOLDERS = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin']
const POSTGRES_VERSIONS = '/usr/lib/postgresql'

/** What LemonLDAP::NG's portal and OpenID Connect issuer load; Debian only recommends the packages of the last two. */
const LEMONLDAP = ['Lemonldap/NG/Portal/Main.pm', 'String/Random.pm', 'IO/String.pm'].map((file) =>
  join('/usr/share/perl5', file),
)

const isProgram = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** The path of a program, or undefined where it is not installed. */
export const findPeer = (program: string): string | undefined =>
  FOLDERS.map((folder) => join(folder, program)).find(isProgram)

/** The folder of the programs of Debian's PostgreSQL (15 in Debian 12), or undefined where it is not installed. */
export function debianPostgres(): string | undefined {
  try {
    const folders = readdirSync(POSTGRES_VERSIONS)
      .sort()
      .map((version) => join(POSTGRES_VERSIONS, version, 'bin'))
    return folders.find((folder) => isProgram(join(folder, 'initdb')))
  } catch {
    return undefined
  }
}

/** The path of `plackup`, which runs LemonLDAP::NG's portal, or undefined where one or the other is not installed. */
export const lemonldap = (): string | undefined => (LEMONLDAP.every(existsSync) ? findPeer('plackup') : undefined)

/**
 * The path of a program that a test talks to. Where it is missing the test is skipped, with a line that says which
 * program; with `CI=true` it fails.
 */
export const requirePeer = (test: Context, program: string): string => orSkip(test, program, findPeer(program))

/** As {@link requirePeer}, for Debian's PostgreSQL. */
export const requireDebianPostgres = (test: Context): string => orSkip(test, 'postgresql', debianPostgres())

/** As {@link requirePeer}, for LemonLDAP::NG. */
export const requireLemonldap = (test: Context): string => orSkip(test, 'lemonldap-ng', lemonldap())

/** Skips what only root can set up, with a line that says so. */
export function requireRoot(test: Context): void {
  if (process.getuid?.() === 0) return
  console.log('      skipped: needs root')
  test.skip()
}

function orSkip(test: Context, name: string, path: string | undefined): string {
  if (path) return path
  const message = `${name} is not installed (scripts/test-peers.ts names its Debian package)`
  if (process.env.CI === 'true') throw new Error(message)
  console.log(`      skipped: ${message}`)
  return test.skip()
}

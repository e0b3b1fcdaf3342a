import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import type { Context } from 'mocha'

/** Where programs for the administrator lie, which an ordinary user's PATH may leave out. */
const FOLDERS = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin', '/usr/lib/postgresql/15/bin']

/** The path of a program, or undefined where it is not installed. */
export function findPeer(program: string): string | undefined {
  return FOLDERS.map((folder) => join(folder, program)).find((path) => {
    try {
      accessSync(path, constants.X_OK)
      return true
    } catch {
      return false
    }
  })
}

/**
 * The path of a program that a test talks to. Where it is missing the test is skipped, with a line that says which
 * program; with `CI=true` it fails.
 */
export function requirePeer(test: Context, program: string): string {
  const path = findPeer(program)
  if (path) return path
  const message = `${program} is not installed (scripts/test-peers.ts names its Debian package)`
  if (process.env.CI === 'true') throw new Error(message)
  console.log(`      skipped: ${message}`)
  return test.skip()
}

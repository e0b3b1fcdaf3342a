import { statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { type Progress, silentProgress } from '../../start/progress.ts'
import { ownName, type ServerAccount, serverAccount } from './account.ts'
import { ensureCluster, ROLE, type Tools, writeRules } from './cluster.ts'
import { ensureFolder, ensureSocketFolder, handOver } from './folders.ts'
import { copiedPrograms, embeddedPrograms, linkedPrograms, type PostgresPrograms } from './programs.ts'
import { type Connection, probe, startServer } from './server.ts'

export interface RunningPostgres {
  /** For `pg`: connects over the Unix socket. */
  connection: Connection
  /** False: another process of Plaza had started it already, and it goes on after `stop`. */
  owned: boolean
  /** Ends the server that this call started (fast shutdown); resolves when it has ended. */
  stop(): Promise<void>
}

export interface PostgresOptions {
  /** Absent: those of the npm package. */
  programs?: PostgresPrograms
  /** Statements that give Plaza's role more rights than the product needs. They count when the cluster is made. */
  grants?: readonly string[]
  /** Further server settings, by PostgreSQL's names. */
  settings?: Record<string, string>
  progress?: Progress
  /** Receives the server's log, line by line. */
  onLog?(line: string): void
}

/**
 * Starts PostgreSQL on the cluster in `dir`, making the cluster first where there is none. It listens on a Unix socket
 * alone, takes connections of Plaza's own account only, as a role that is no superuser, and ends when Plaza ends, however
 * that happens. When a server already runs on that cluster, it is used as it is.
 *
 * As root PostgreSQL runs as another account ({@link serverAccount}), without any capability: its programs are copied to
 * where that account reaches them, and `dir` has to be where it can.
 *
 * @throws {StartError} or {Error} in words: what is wrong, and what to do
 */
export async function startPostgres(dir: string, options: PostgresOptions = {}): Promise<RunningPostgres> {
  const account = await serverAccount()
  await ensureFolder(dir, account)
  const host = await ensureSocketFolder(dir, account)
  const connection = { host, port: PORT, user: ROLE, database: ROLE, ssl: false as const }
  if ((await probe(connection)) === 'answers') return { connection, owned: false, stop: async () => {} }

  const { progress = silentProgress } = options
  progress.doing("Making PostgreSQL's programs ready")
  const tools = await toolsFor(account, dir, options.programs ?? embeddedPrograms())
  await ensureCluster(dir, tools, options.grants ?? [], progress)
  progress.doing('Starting PostgreSQL')
  await handOver(join(dir, 'cluster'), account)
  const rules = await writeRules(dir, ownName())
  const { sharedMemory: dynamic_shared_memory_type = 'posix' } = tools
  const settings = { ...tuning, dynamic_shared_memory_type, ...rules, ...options.settings }
  return startServer({ dir, connection, tools, settings, onLog: options.onLog ?? (() => {}) })
}

/** Only a part of the socket's name: PostgreSQL listens on no port. */
const PORT = 5432

const tuning = {
  listen_addresses: '',
  port: String(PORT),
  shared_buffers: '128MB',
  // One process of all roles takes about 40 at most, and a city may run several.
  max_connections: '200',
  max_wal_size: '1GB',
  timezone: 'UTC',
  log_timezone: 'UTC',
}

async function toolsFor(account: ServerAccount, dir: string, programs: PostgresPrograms): Promise<Tools> {
  const ready = account.ids ? await copiedPrograms(programs) : await linkedPrograms(programs, join(dir, 'lib'))
  const env = { LC_ALL: 'C', TZ: 'UTC', ...ready.env }
  return { account, binDir: ready.binDir, env, sharedMemory: await sharedMemory() }
}

/** What parallel queries may need at a time, in octets. */
const SHARED_MEMORY = 256_000_000

/** Parallel queries share memory in /dev/shm, which a container may lack or keep tiny: then in files of the cluster. */
async function sharedMemory(): Promise<'mmap' | undefined> {
  const free = await statfs('/dev/shm').then(
    ({ bavail, bsize }) => bavail * bsize,
    () => 0,
  )
  return free >= SHARED_MEMORY ? undefined : 'mmap'
}

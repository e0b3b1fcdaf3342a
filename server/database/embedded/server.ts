import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFile, rm } from 'node:fs/promises'
import type { Socket } from 'node:net'
import { join } from 'node:path'
import pg from 'pg'
import { spawnAs } from './account.ts'
import type { Tools } from './cluster.ts'
import { explain } from './explain.ts'

/** For `pg`: over a Unix socket in the folder `host`, whatever PG* variables say. */
export interface Connection {
  host: string
  port: number
  user: string
  database: string
  ssl: false
}

const START_TIMEOUT_MS = 60_000
const PROBE_INTERVAL_MS = 50
const STOP_TIMEOUT_MS = 60_000

/**
 * Runs the program given by its arguments in its own place, with a watcher beside it that stops it (SIGINT: PostgreSQL's
 * fast shutdown) when descriptor 3 ends, as it does when Plaza ends, however that happens. A line on it sends the
 * watcher home.
 */
const WATCHED = '( ( read -r over <&3 || kill -INT $$ ) </dev/null >/dev/null 2>&1 & ); exec 3<&-; exec "$@"'

export async function startServer(parts: {
  dir: string
  connection: Connection
  tools: Tools
  /** By PostgreSQL's names. */
  settings: Record<string, string>
  onLog(line: string): void
}) {
  const { connection } = parts
  const deadline = Date.now() + START_TIMEOUT_MS
  for (;;) {
    await removeStaleLock(join(parts.dir, 'cluster'))
    const server = launch(parts)
    const outcome = await untilReady(server, connection, deadline)
    if (outcome === 'ready') return { connection, owned: true, stop: () => stopServer(server) }
    if (outcome === 'another runs') return { connection, owned: false, stop: async () => {} }
    await stopServer(server)
    // Another start's server is beginning, or one whose Plaza was killed is about to end.
    if (!isLocked(server.said) || Date.now() > deadline) throw new Error(explain(server.said))
    await pause(PROBE_INTERVAL_MS)
  }
}

interface Server {
  child: ChildProcess
  said: string[]
  ended(): boolean
}

function launch({ dir, connection, tools, settings, onLog }: Parameters<typeof startServer>[0]): Server {
  const options = { ...settings, unix_socket_directories: `"${connection.host.replaceAll('"', '""')}"` }
  const args = Object.entries(options).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const postgres = [join(tools.binDir, 'postgres'), '-D', join(dir, 'cluster'), ...args]
  const child = spawnAs(tools.account, ['/bin/sh', '-c', WATCHED, 'sh', ...postgres], {
    env: tools.env,
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
  })
  const said: string[] = []
  child.stderr!.setEncoding('utf8').on('data', (text: string) => {
    for (const line of text.trimEnd().split('\n')) {
      if (said.length < 50) said.push(line)
      onLog(line)
    }
  })
  watcher(child).on('error', () => {})
  child.once('exit', () => watcher(child).end('over\n'))
  return { child, said, ended: () => child.exitCode !== null || child.signalCode !== null }
}

const watcher = (child: ChildProcess) => child.stdio[3] as Socket

async function untilReady(server: Server, connection: Connection, deadline: number) {
  for (;;) {
    const answer = await probe(connection)
    if (answer === 'answers') return server.ended() ? 'another runs' : 'ready'
    if (server.ended() || Date.now() > deadline) return 'failed'
    await pause(PROBE_INTERVAL_MS)
  }
}

/** Whether a server answers on that socket: `no` where nothing listens, or what does is starting or about to end. */
export async function probe(connection: Connection): Promise<'answers' | 'no'> {
  const client = new pg.Client({ ...connection, connectionTimeoutMillis: 2000 })
  client.on('error', () => {})
  try {
    await client.connect()
    return 'answers'
  } catch {
    return 'no'
  } finally {
    await client.end().catch(() => {})
  }
}

/** PostgreSQL ends by the watcher's hand: this process may not be allowed to signal another account's. */
async function stopServer({ child, ended }: Server): Promise<void> {
  if (ended()) return
  const exited = once(child, 'exit', { signal: AbortSignal.timeout(STOP_TIMEOUT_MS) })
  watcher(child).destroy()
  await exited
}

const isLocked = (said: readonly string[]): boolean => said.some((line) => /lock file ".*" already exists/.test(line))

/**
 * A server that was killed leaves its lock file, which PostgreSQL takes over, unless the number of its process is that of
 * another one of the same account by now.
 */
async function removeStaleLock(cluster: string): Promise<void> {
  const lock = join(cluster, 'postmaster.pid')
  const pid = Number((await readFile(lock, 'utf8').catch(() => '')).split('\n')[0])
  if (!(pid > 0)) return
  const commandLine = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => undefined)
  if (commandLine !== undefined && !commandLine.includes(cluster)) await rm(lock, { force: true })
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

import { type ChildProcess, spawn } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { createSocket } from 'node:dgram'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { packageRoot } from '../../server/package-root.ts'

/** Below those that systems give out by themselves (from 32,768 on Linux): another process takes none of these meanwhile. */
const FIRST_PORT = 12_000
const PORTS = 20_000
let next = randomInt(PORTS)

/** A port that was free a moment ago, for what must know it before it listens; each time another. */
export async function freePort(kind: 'tcp' | 'udp'): Promise<number> {
  for (;;) {
    next = (next + 1) % PORTS
    const port = FIRST_PORT + next
    if (await isFree(kind, port)) return port
  }
}

const isFree = (kind: 'tcp' | 'udp', port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const taken = () => resolve(false)
    if (kind === 'tcp') {
      const server = createServer().once('error', taken)
      server.listen(port, () => server.close(() => resolve(true)))
    } else {
      const socket = createSocket('udp4').once('error', taken)
      socket.bind(port, () => socket.close(() => resolve(true)))
    }
  })

/** Settings that let a `plaza start` run beside others: every port is free, the data lies in `dataDir`. */
export async function ownSettings(dataDir: string): Promise<Record<string, string>> {
  const [http, cityKey, auth, acct, radsec] = await Promise.all([
    freePort('tcp'),
    freePort('tcp'),
    freePort('udp'),
    freePort('udp'),
    freePort('tcp'),
  ])
  return {
    PLAZA_DATA_DIR: dataDir,
    PLAZA_HTTP_PORT: String(http),
    PLAZA_CITY_KEY_PORT: String(cityKey),
    PLAZA_RADIUS_AUTH_PORT: String(auth),
    PLAZA_RADIUS_ACCT_PORT: String(acct),
    PLAZA_RADSEC_PORT: String(radsec),
  }
}

export interface PlazaProcess {
  child: ChildProcess
  /** All that it printed so far, on both streams. */
  output(): string
  /** Resolves when `pattern` was printed; rejects when the process ends before. */
  printed(pattern: RegExp): Promise<void>
  /** Resolves with the exit code. */
  ended: Promise<number | null>
}

export interface RunOptions {
  /** What it reads from standard input. */
  input?: string | undefined
  /** Standard input stays open: somebody types. */
  isTyped?: boolean
  /** Another folder with a built Plaza, in which it also starts. */
  checkout?: string
  /** A command that runs it, e.g. `env -u HOME`. */
  wrap?: readonly string[]
  /** Who runs it. */
  account?: { uid: number; gid: number }
}

/** Runs the built `plaza` command as a process of its own, in its own process group. */
export function runPlaza(args: string[], settings: Record<string, string>, options: RunOptions = {}): PlazaProcess {
  const { PATH = '', HOME = '' } = process.env
  const { checkout = packageRoot, wrap = [], account } = options
  const [program, ...rest] = [...wrap, process.execPath, join(checkout, 'dist/server/cli.js'), ...args]
  const child = spawn(program!, rest, {
    cwd: checkout,
    env: { PATH, HOME, ...settings },
    stdio: 'pipe',
    detached: true,
    ...account,
  })
  if (!options.isTyped) child.stdin.end(options.input)
  let text = ''
  const listeners = new Set<() => void>()
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk
      for (const listener of listeners) listener()
    })
  }
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  const printed = (pattern: RegExp) =>
    new Promise<void>((resolve, reject) => {
      const look = () => {
        if (!pattern.test(text)) return
        listeners.delete(look)
        resolve()
      }
      listeners.add(look)
      look()
      void ended.then((code) =>
        reject(new Error(`plaza ended with code ${code} before it printed ${pattern}:\n${text}`)),
      )
    })
  return { child, output: () => text, printed, ended }
}

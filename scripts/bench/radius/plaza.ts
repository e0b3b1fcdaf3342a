import { join } from 'node:path'
import type { RunningPostgres } from '../../../server/database/embedded/postgres.ts'
import { packageRoot } from '../../../server/package-root.ts'
import { answersStatus, freePort, type Running, run } from './processes.ts'

export const PLAZA_SECRET = 'a secret for benchmarks alone, of enough letters'
const CLI = join(packageRoot, 'dist/server/cli.js')

export interface Plaza extends Running {
  authPort: number
  acctPort: number
}

interface PlazaOptions {
  dir: string
  database: RunningPostgres['connection']
  /** The secret of the gateway 127.0.0.1. */
  secret: string
}

const settings = ({ dir, database }: PlazaOptions): Record<string, string> => ({
  DATABASE_URL: `postgres://${database.user}@/${database.database}?host=${encodeURIComponent(database.host)}`,
  PLAZA_DATA_DIR: dir,
  PLAZA_SECRET,
  // A city for real: the demo's would simulate residents and gateways in the process that is measured.
  PLAZA_DEMO: '0',
  PLAZA_PUBLIC_URL: 'https://wifi.example',
  CITY_KEY_ISSUER: 'https://key.example',
  CITY_KEY_CLIENT_ID: 'bench',
  PLAZA_RADSEC_PORT: '0',
})

/** Registers the generator as a gateway that must sign. @throws {Error} with what the command said */
export async function addBenchGateway(options: PlazaOptions): Promise<void> {
  const args = [
    'gateway',
    'add',
    'bench',
    '--network',
    '127.0.0.1',
    '--vendor',
    'coovachilli',
    '--no-uam-secret',
    '--secret-stdin',
  ]
  const { child, output } = run(process.execPath, [CLI, ...args], settings(options), `${options.secret}\n`)
  const code = await new Promise((resolve) => child.once('close', resolve))
  if (code !== 0) throw new Error(`the gateway was not added:\n${output()}`)
}

/** Starts the built server with the role RADIUS alone, in one process or with several workers. */
export async function startPlaza(options: PlazaOptions, workers = 1): Promise<Plaza> {
  const [authPort, acctPort] = [await freePort(), await freePort()]
  const running = run(process.execPath, [CLI, 'start', '--roles', 'radius'], {
    ...settings(options),
    PLAZA_RADIUS_HOST: '127.0.0.1',
    PLAZA_RADIUS_AUTH_PORT: String(authPort),
    PLAZA_RADIUS_ACCT_PORT: String(acctPort),
    ...(workers > 1 && { PLAZA_RADIUS_WORKERS: String(workers) }),
  })
  await answersStatus(running, authPort, options.secret)
  return { ...running, authPort, acctPort }
}

import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { RunningPostgres } from '../../server/database/embedded/postgres.ts'
import { packageRoot } from '../../server/package-root.ts'
import { type Running, run } from './radius/processes.ts'

export interface WebProcess {
  postgres: RunningPostgres
  /** For its own data. */
  dir: string
  port: number
  secret: string
  cityKey: { issuer: string; clientId: string; clientSecret: string }
}

/** Starts the built `plaza` as a web process. @throws {Error} with its output when it ends or is not ready in a minute */
export async function startWebProcess({ postgres, dir, port, secret, cityKey }: WebProcess): Promise<Running> {
  const { host, user, database } = postgres.connection
  const origin = `http://localhost:${port}`
  const web = run(process.execPath, [join(packageRoot, 'dist/server/cli.js'), 'start', '--roles', 'web'], {
    DATABASE_URL: `postgres://${user}@/${database}?host=${encodeURIComponent(host)}`,
    PLAZA_DATA_DIR: join(dir, 'plaza'),
    PLAZA_SECRET: secret,
    PLAZA_DEMO: '0',
    PLAZA_HTTP_HOST: '127.0.0.1',
    PLAZA_HTTP_PORT: String(port),
    PLAZA_PUBLIC_URL: origin,
    PLAZA_TRUST_PROXY: '127.0.0.1',
    CITY_KEY_ISSUER: cityKey.issuer,
    CITY_KEY_CLIENT_ID: cityKey.clientId,
    CITY_KEY_CLIENT_SECRET: cityKey.clientSecret,
  })
  for (let attempt = 0; attempt < 600 && web.child.exitCode === null; attempt += 1) {
    const answer = await fetch(`${origin}/readyz`).catch(() => undefined)
    if (answer?.ok) return web
    await pause(100)
  }
  throw new Error(`the web process is not ready:\n${web.output()}`)
}

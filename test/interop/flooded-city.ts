import { readdirSync, readlinkSync } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Code } from '../../radius/index.ts'
import type { Job as VisitJob } from '../../scripts/bench/portal/job.ts'
import { visit } from '../../scripts/bench/portal/visit.ts'
import { fillDevices } from '../../scripts/bench/radius/databases.ts'
import {
  FLOODING,
  type FloodJob,
  type FloodKind,
  floodResult,
  type Job,
  type JobResult,
  OUTSTANDING,
} from '../../scripts/bench/radius/job.ts'
import { PLAZA_SECRET } from '../../scripts/bench/radius/plaza.ts'
import { megabytes, run } from '../../scripts/bench/radius/processes.ts'
import { generate } from '../../scripts/bench/radius/rounds.ts'
import { accountOf } from '../../scripts/demo/accounts.ts'
import { startDemoCityKey } from '../../scripts/demo/city-key.ts'
import { temporaryFolder } from '../../scripts/temporary-folder.ts'
import { openCertificates } from '../../server/certificates/certificates.ts'
import { readConfig } from '../../server/config/index.ts'
import { silentLog } from '../../server/log.ts'
import { addGatewayCertificate } from '../../server/network/gateways/change.ts'
import { addGateway, type NewGateway } from '../../server/network/gateways/register.ts'
import { packageRoot } from '../../server/package-root.ts'
import { createSealer } from '../../server/sealing.ts'
import { CHILLI, ROUTER, UAM_SECRET } from '../server/portal/harness.ts'
import { createTestDatabase } from '../support/database.ts'
import { eventually } from '../support/eventually.ts'
import { ownSettings, runPlaza } from '../support/plaza.ts'

export const SECRET = 'a shared secret of the floods'
/** Of a gateway whose devices, or which itself, is hostile; the honest one is 127.0.0.1. */
export const NEIGHBOUR = '127.0.0.2'
/** What honest traffic asks a second: little for any machine, so that what is not answered is the flood's fault. */
const AUTHENTICATIONS = 200
const RECORDS = 50
const VISITS = 10
const SECONDS = 2
/** Datagrams a second of a flood: enough to do harm by what they say, too few to be a burden by their number. */
const FLOOD_RATE = 400
const DEVICES = 40_000

/**
 * A whole Plaza (web, radius) in a process of its own, as a city runs it, with a gateway that is honest and one that is
 * not, both of which speak UDP and RadSec, and their devices.
 */
export async function startFloodedCity() {
  const dir = await temporaryFolder('plaza-floods-')
  const db = await createTestDatabase()
  const ports = await ownSettings(join(dir, 'data'))
  delete ports.PLAZA_CITY_KEY_PORT
  await mkdir(ports.PLAZA_DATA_DIR!, { recursive: true })
  const origin = `http://localhost:${ports.PLAZA_HTTP_PORT}`
  const redirectUris = [`${origin}/portal/callback`]
  const key = await startDemoCityKey({ host: '127.0.0.1', port: 0, redirectUris, accountOf, log: silentLog })
  const settings = {
    ...ports,
    DATABASE_URL: db.url,
    PLAZA_SECRET,
    PLAZA_DEMO: '0',
    PLAZA_PUBLIC_URL: origin,
    PLAZA_TRUST_PROXY: '127.0.0.1',
    PLAZA_ADDRESS_REQUESTS_PER_MINUTE: '600',
    PLAZA_HTTP_HOST: '127.0.0.1',
    PLAZA_RADIUS_HOST: '127.0.0.1',
    CITY_KEY_ISSUER: key.issuer,
    CITY_KEY_CLIENT_ID: key.clientId,
    CITY_KEY_CLIENT_SECRET: key.clientSecret,
  }
  const sealer = createSealer(PLAZA_SECRET)
  const certificates = await openCertificates({ config: readConfig(settings), db, sealer, log: silentLog })
  const gateway = async (name: string, network: string, more: Partial<NewGateway> = {}) => {
    const identity = await certificates.issue({ commonName: name, usage: 'gateway', days: 7 })
    const common = { coaPort: 3799, nasIdentifier: name, uamSecret: UAM_SECRET, loginOrigins: [CHILLI] }
    await addGateway(db, sealer, { name, network, secret: SECRET, vendor: 'coovachilli', ...common, ...more })
    await addGatewayCertificate(db, name, identity)
    return identity
  }
  const honest = await gateway('bench', '127.0.0.1/32')
  const hostile = await gateway('neighbour', `${NEIGHBOUR}/32`)
  // Its redirects are signed by nobody.
  await gateway('router-1', '127.0.0.3/32', { vendor: 'mikrotik', uamSecret: null, loginOrigins: [ROUTER] })
  const ca = certificates.ca()
  await certificates.close()
  await fillDevices(db, DEVICES)
  const plaza = runPlaza(['start', '--roles', 'web,radius'], settings)
  let ended = false
  void plaza.ended.then(() => {
    ended = true
  })
  await eventually(async () => {
    if (ended) throw new Error(`Plaza ended:\n${plaza.output()}`)
    return (await fetch(`${origin}/readyz`).catch(() => undefined))?.ok
  })
  return {
    ...{ db, origin, plaza, honest, hostile, ca },
    authPort: Number(ports.PLAZA_RADIUS_AUTH_PORT),
    acctPort: Number(ports.PLAZA_RADIUS_ACCT_PORT),
    radsecPort: Number(ports.PLAZA_RADSEC_PORT),
    async close() {
      plaza.child.kill('SIGTERM')
      await plaza.ended
      await key.close()
      await db.close()
      await rm(dir, { recursive: true, force: true })
    },
  }
}

export type FloodedCity = Awaited<ReturnType<typeof startFloodedCity>>

/** What honest traffic got, of each kind the share of what it asked for; 1 is all. */
export interface Served {
  authentications: number
  records: number
}

/** The next devices that nobody asked for yet, so that each look-up is one in the database. */
let nextDevice = 0

/**
 * Known devices at the honest gateway, and their accounting, at a steady rate for some seconds.
 *
 * @param from the number of the first device; absent: each is new to the process, so that it must be looked up
 */
export async function serveDevices({ authPort, acctPort }: FloodedCity, from?: number): Promise<Served> {
  const job = (work: Job['work'], port: number, rate: number): Job => {
    // More than are due: which of the outstanding places is free when depends on the answers.
    const requests = 2 * rate * SECONDS
    const first = from ?? nextDevice
    if (from === undefined) nextDevice += requests
    const whose = { devices: DEVICES, first, step: 1 }
    return { work, port, secret: SECRET, seconds: SECONDS, outstanding: OUTSTANDING, requests, rate, ...whose }
  }
  const [access, accounting] = await Promise.all([
    generate(job('access', authPort, AUTHENTICATIONS)),
    generate(job('accounting', acctPort, RECORDS)),
  ])
  if (access.unauthentic + accounting.unauthentic > 0) throw new Error('an answer is not authentic')
  // What is answered only when it is asked again, a second later, has not kept its rate.
  const atOnce = ({ codes, retransmitted }: JobResult, code: number) => Math.max(0, (codes[code] ?? 0) - retransmitted)
  return {
    authentications: atOnce(access, Code.AccessAccept) / (AUTHENTICATIONS * SECONDS),
    records: atOnce(accounting, Code.AccountingResponse) / (RECORDS * SECONDS),
  }
}

/** Residents who sign in at the portal, at a steady rate; the share of those who got as far as the City Key. */
export async function serveVisitors({ origin }: FloodedCity, more: Partial<VisitJob> = {}): Promise<number> {
  const where = { origin, gateway: 'bench', uamSecret: UAM_SECRET, called: '02-00-00-00-00-01' }
  const { started } = await visit({ ...where, rate: VISITS, seconds: SECONDS, ...more })
  return started / (VISITS * SECONDS)
}

/** What does harm until it is stopped. @returns how much it did */
export interface Flood {
  stop(): Promise<number>
}

/** Floods RADIUS from a process of its own, until it has sent enough or is stopped; resolves when it has begun. */
export async function flood(city: FloodedCity, kind: FloodKind, more: Partial<FloodJob> = {}): Promise<Flood> {
  const port = kind === 'accounting of huge counters' ? city.acctPort : city.authPort
  const job: FloodJob = { kind, port, secret: SECRET, rate: FLOOD_RATE, limit: 30 * FLOOD_RATE, ...more }
  const program = join(packageRoot, 'scripts/bench/radius/flooder.ts')
  const flooder = run(process.execPath, ['--import', 'tsx', program, JSON.stringify(job)])
  await eventually(() => flooder.output().includes(FLOODING))
  return {
    async stop() {
      await flooder.stop()
      return floodResult(flooder.output()).sent
    },
  }
}

/** What a process holds. */
export interface Held {
  sockets: number
  timers: number
  megabytes: number
}

export async function heldBy({ plaza, origin }: FloodedCity): Promise<Held> {
  const metrics = await (await fetch(`${origin}/metrics`)).text()
  const folder = `/proc/${plaza.child.pid}/fd`
  const sockets = readdirSync(folder).filter((fd) => {
    try {
      return readlinkSync(join(folder, fd)).startsWith('socket:')
    } catch {
      return false
    }
  })
  return {
    sockets: sockets.length,
    timers: Number(/^nodejs_active_resources\{type="Timeout"\} (\d+)/m.exec(metrics)?.[1] ?? Number.NaN),
    megabytes: megabytes(plaza),
  }
}

/**
 * Whether it is as it was before a flood: sockets and timers are given back within seconds, and memory is what a process
 * takes that has had something to do. @throws {Error} with what it holds
 */
export async function isAsBefore(city: FloodedCity, before: Held): Promise<void> {
  let now = before
  const isGivenBack = async () => {
    now = await heldBy(city)
    return now.sockets <= before.sockets + SOME && now.timers <= before.timers + SOME
  }
  await eventually(isGivenBack).catch(() => {
    throw new Error(`before ${JSON.stringify(before)}, afterwards ${JSON.stringify(now)}`)
  })
  if (now.megabytes > before.megabytes + SOME_MEGABYTES)
    throw new Error(`${now.megabytes} MB, before ${before.megabytes}`)
}

/** Connections to the database that an errand has opened, and their timers; no flood here is as small. */
const SOME = 40
const SOME_MEGABYTES = 150

/** What is served without a flood, measured anew each minute: a machine that is shared may be busier then. */
export function calmly<T>(measure: () => Promise<T>): () => Promise<T> {
  let measured: { at: number; calm: Promise<T> } | undefined
  return () => {
    if (!measured || Date.now() - measured.at > MINUTE_MS) measured = { at: Date.now(), calm: measure() }
    return measured.calm
  }
}

const MINUTE_MS = 60_000

/**
 * Authentications by EAP-TTLS with PAP for each second of the server's CPU time, full ones and resumed ones, beside
 * FreeRADIUS with the same certificate: `node --import tsx scripts/bench/eap.ts SECONDS ROUNDS`.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { exchange, statusRequest } from '../../radius/index.ts'
import { median } from '../../server/median.ts'
import { createAuthority } from '../../test/radius/eap/certificates.ts'
import { findPeer } from '../../test/support/peers.ts'
import { createEapClient, type EapClientOptions } from './eap-client.ts'
import { writeFreeRadiusEap } from './eap-freeradius.ts'

const SECRET = 'bench-secret'
const USERNAME = 'k7wq2m'
const PASSWORD = 'correct horse battery staple'
/** Devices that authenticate at the same time. */
const AT_ONCE = 8
/** After so many Node has compiled what is called often; a machine that is slow or busy is not waited for longer. */
const WARM_UP = { authentications: 6_000, milliseconds: 20_000 }
/** Clock ticks of Linux in a second, in which /proc counts. */
const TICKS = 100

const [seconds = 3, rounds = 3] = process.argv.slice(2).map(Number)
const certificates = createAuthority('openssl', ['rsa:2048'])
const ca = certificates.authority('bench ca')
const { certFile, keyFile } = certificates.issue('radius.bench.example', ca, 'serverAuth')
const dir = mkdtempSync(join(tmpdir(), 'eap-bench-'))
const children: ChildProcess[] = []
const servers: Server[] = []

async function freePort(): Promise<number> {
  const socket = createSocket('udp4').bind(0, '127.0.0.1')
  await once(socket, 'listening')
  const { port } = socket.address()
  socket.close()
  return port
}

async function start(port: number, program: string, ...args: string[]): Promise<number> {
  const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'inherit'] })
  children.push(child)
  for (let attempt = 0; attempt < 20; attempt += 1) {
    const packet = statusRequest()
    const options = { address: '127.0.0.1', port, secret: SECRET, packet, requireMessageAuthenticator: false }
    const { timeout } = await exchange({ ...options, initialTimeout: 500, maxAttempts: 1 })
    if (!timeout && child.pid) return child.pid
  }
  throw new Error(`${program} does not answer`)
}

/** Seconds of CPU time that a process has used. */
function cpuOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'latin1')
    .replace(/^.*\) /, '')
    .split(' ')
  return (Number(fields[11]) + Number(fields[12])) / TICKS
}

interface Rate {
  perSecond: number
  perCpuSecond: number
}

interface Server {
  name: string
  pid: number
  port: number
  rates: Rate[]
}

async function measure(
  { pid, port, rates }: Server,
  version: EapClientOptions['version'],
  resume: boolean,
): Promise<void> {
  const clients = await Promise.all(Array.from({ length: AT_ONCE }, createEapClient))
  const base = {
    address: '127.0.0.1',
    port,
    secret: SECRET,
    username: USERNAME,
    password: PASSWORD,
    ca: ca.cert,
    version,
  }
  let done = 0
  const run = async (index: number, until: () => boolean, session?: Buffer): Promise<Buffer | undefined> => {
    let latest = session
    while (until()) {
      const callingStationId = `02-00-00-00-00-${index.toString(16).padStart(2, '0').toUpperCase()}`
      const result = await clients[index]!.authenticate({ ...base, callingStationId, session: latest })
      if (!result.accepted) throw new Error('not accepted')
      if (latest && !result.resumed) throw new Error('not resumed')
      if (resume) latest ??= result.session
      done += 1
    }
    return latest
  }
  try {
    const sessions = await Promise.all(
      clients.map((_, index) => {
        let left = 1
        return run(index, () => left-- > 0)
      }),
    )
    const runFor = async (milliseconds: number, most = Number.POSITIVE_INFINITY): Promise<void> => {
      done = 0
      const end = performance.now() + milliseconds
      const goesOn = (): boolean => performance.now() < end && done < most
      await Promise.all(clients.map((_, index) => run(index, goesOn, sessions[index])))
    }
    if (rates.length === 0) await runFor(WARM_UP.milliseconds, WARM_UP.authentications)
    const [beganAt, beganCpu] = [performance.now(), cpuOf(pid)]
    await runFor(1000 * seconds)
    const perSecond = (1000 * done) / (performance.now() - beganAt)
    rates.push({ perSecond, perCpuSecond: done / (cpuOf(pid) - beganCpu) })
  } finally {
    for (const client of clients) client.close()
  }
}

/** Medians of the rounds; the ratio is that of the rounds' ratios. */
function lineOf({ name, rates }: Server): string {
  const [perSecond, perCpuSecond] = [rates.map((rate) => rate.perSecond), rates.map((rate) => rate.perCpuSecond)]
  const line = `${name}: ${median(perSecond).toFixed(0)}/s, ${median(perCpuSecond).toFixed(0)} per CPU second`
  const base = servers.find((server) => server.name === 'FreeRADIUS')?.rates
  if (!base || base === rates) return line
  const ratio = median(perCpuSecond.map((own, round) => own / base[round]!.perCpuSecond))
  return `${line}, ${ratio.toFixed(2)} of FreeRADIUS's`
}

try {
  const plazaPort = await freePort()
  const plazaArgs = [String(plazaPort), SECRET, USERNAME, PASSWORD, certFile, keyFile]
  const script = fileURLToPath(new URL('eap-plaza.ts', import.meta.url))
  const plaza = await start(plazaPort, process.execPath, '--import', 'tsx', script, ...plazaArgs)
  servers.push({ name: 'Plaza', pid: plaza, port: plazaPort, rates: [] })
  const program = findPeer('freeradius')
  const freePortOf = await freePort()
  if (program) {
    const settings = {
      dir,
      port: freePortOf,
      secret: SECRET,
      username: USERNAME,
      password: PASSWORD,
      certFile,
      keyFile,
    }
    await writeFreeRadiusEap(settings)
    const pid = await start(freePortOf, program, '-f', '-d', dir, '-n', 'radiusd')
    servers.push({ name: 'FreeRADIUS', pid, port: freePortOf, rates: [] })
  }
  for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
    for (const resume of [false, true]) {
      for (const server of servers) server.rates = []
      for (let round = 0; round < rounds; round += 1) {
        for (const server of round % 2 === 0 ? servers : servers.toReversed()) await measure(server, version, resume)
      }
      console.log(`EAP-TTLS/PAP ${version} ${resume ? 'resumed' : 'full'}`)
      for (const server of servers) console.log(`  ${lineOf(server)}`)
    }
  }
} finally {
  for (const child of children) child.kill()
  certificates.remove()
  rmSync(dir, { recursive: true, force: true })
}

/**
 * Authentications by EAP-TTLS with PAP for each second of the server's CPU time, full ones and resumed ones, beside
 * FreeRADIUS with the same certificate. As in the other stages, 64 requests are outstanding, each of a device of its own:
 * `node --import tsx scripts/bench/eap.ts SECONDS ROUNDS`.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createAuthority } from '../../test/radius/eap/certificates.ts'
import { createEapClient, type EapClientOptions } from './eap-client.ts'
import { writeFreeRadiusEap } from './eap-freeradius.ts'
import { freeradiusProgram } from './radius/freeradius.ts'
import { OUTSTANDING } from './radius/job.ts'
import { answersStatus, cpuSeconds, freePort, type Running, run, stopAll } from './radius/processes.ts'
import { medianOf, type Round, ratioTo } from './radius/rounds.ts'

const SECRET = 'bench-secret'
const USERNAME = 'k7wq2m'
const PASSWORD = 'correct horse battery staple'
/** After so many Node has compiled what is called often; a machine that is slow or busy is not waited for longer. */
const WARM_UP = { authentications: 6_000, milliseconds: 20_000 }

const [seconds = 3, roundsEach = 3] = process.argv.slice(2).map(Number)
const certificates = createAuthority('openssl', ['rsa:2048'])
const ca = certificates.authority('bench ca')
const { certFile, keyFile } = certificates.issue('radius.bench.example', ca, 'serverAuth')
const dir = mkdtempSync(join(tmpdir(), 'eap-bench-'))
const servers: Server[] = []

async function start(name: string, port: number, program: string, ...args: string[]): Promise<void> {
  const running = run(program, args)
  await answersStatus(running, port, SECRET)
  servers.push({ name, running, port, rounds: [] })
}

interface Server {
  name: string
  running: Running
  port: number
  rounds: Pick<Round, 'rate' | 'perCpuSecond'>[]
}

async function measure(
  { running, port, rounds }: Server,
  version: EapClientOptions['version'],
  resume: boolean,
): Promise<void> {
  const clients = await Promise.all(Array.from({ length: OUTSTANDING }, () => createEapClient()))
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
  const authenticate = async (index: number, until: () => boolean, session?: Buffer): Promise<Buffer | undefined> => {
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
        return authenticate(index, () => left-- > 0)
      }),
    )
    const runFor = async (milliseconds: number, most = Number.POSITIVE_INFINITY): Promise<void> => {
      done = 0
      const end = performance.now() + milliseconds
      const goesOn = (): boolean => performance.now() < end && done < most
      await Promise.all(clients.map((_, index) => authenticate(index, goesOn, sessions[index])))
    }
    if (rounds.length === 0) await runFor(WARM_UP.milliseconds, WARM_UP.authentications)
    const [beganAt, beganCpu] = [performance.now(), cpuSeconds(running)]
    await runFor(1000 * seconds)
    const rate = (1000 * done) / (performance.now() - beganAt)
    rounds.push({ rate, perCpuSecond: done / (cpuSeconds(running) - beganCpu) })
  } finally {
    for (const client of clients) client.close()
  }
}

/** Medians of the rounds; the ratio is that of the rounds' ratios. */
function lineOf(server: Server): string {
  const line = `${server.name}: ${medianOf(server, 'rate').toFixed(0)}/s, ${medianOf(server, 'perCpuSecond').toFixed(0)} per CPU second`
  const peer = servers.find(({ name }) => name === 'FreeRADIUS')
  if (!peer || peer === server) return line
  return `${line}, ${ratioTo(peer, server, 'perCpuSecond').toFixed(2)} of FreeRADIUS's`
}

try {
  const plazaPort = await freePort()
  const plazaArgs = [String(plazaPort), SECRET, USERNAME, PASSWORD, certFile, keyFile]
  const script = fileURLToPath(new URL('eap-plaza.ts', import.meta.url))
  await start('Plaza', plazaPort, process.execPath, '--import', 'tsx', script, ...plazaArgs)
  const program = freeradiusProgram()
  if (program) {
    const port = await freePort()
    const account = { secret: SECRET, username: USERNAME, password: PASSWORD }
    await writeFreeRadiusEap({ dir, port, ...account, certFile, keyFile })
    await start('FreeRADIUS', port, program, '-f', '-d', dir, '-n', 'radiusd')
  }
  for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
    for (const resume of [false, true]) {
      for (const server of servers) server.rounds = []
      for (let round = 0; round < roundsEach; round += 1) {
        for (const server of round % 2 === 0 ? servers : servers.toReversed()) await measure(server, version, resume)
      }
      console.log(`EAP-TTLS/PAP ${version} ${resume ? 'resumed' : 'full'}`)
      for (const server of servers) console.log(`  ${lineOf(server)}`)
    }
  }
} finally {
  await stopAll()
  certificates.remove()
  rmSync(dir, { recursive: true, force: true })
}

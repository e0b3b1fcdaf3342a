import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { packageRoot } from '../../../server/package-root.ts'
import { analyze, journalIsEmpty } from './databases.ts'
import { floods } from './floods.ts'
import { freeradiusProgram } from './freeradius.ts'
import { freePort, megabytes, run } from './processes.ts'
import { compete, generate, medianOf, ratioTo } from './rounds.ts'
import {
  contender,
  FASTEST,
  FREERADIUS_DATABASE,
  freeRadiusOf,
  jobOf,
  KNOWN,
  type Line,
  lineOf,
  plazaOf,
  round,
  type Stage,
} from './stage.ts'

const CACHED = 500_000
const SOAK = 1_000_000
/** Enough, on a busy machine too, until every device is in memory. */
const WARM_SECONDS = 60
/** Odd and no multiple of 5, so that it walks through every device before it meets one again. */
const STRIDE = 7_919

const present = <T>(...values: (T | undefined)[]): T[] => values.flatMap((value) => value ?? [])

/** The generator's own ceiling, and devices that both servers hold in memory. */
async function known(stage: Stage): Promise<Line[]> {
  const echoPort = await freePort()
  const echo = run(process.execPath, [
    '--import',
    'tsx',
    join(packageRoot, 'scripts/bench/radius/echo.ts'),
    String(echoPort),
  ])
  const plaza = await plazaOf(stage)
  const freeradius = await freeRadiusOf(stage, { users: KNOWN })
  const access = (port: number) => () => jobOf(stage, { work: 'access', port, devices: KNOWN })
  const ceiling = contender('UDP echo in Node: the ceiling of the generator', echo, () =>
    jobOf(stage, { work: 'echo', port: echoPort, requests: 2 * FASTEST * stage.seconds, devices: KNOWN }),
  )
  const peer = freeradius && contender('FreeRADIUS, users in memory', freeradius, access(freeradius.authPort))
  const ours = contender('Plaza, known device', plaza, access(plaza.authPort))
  // FreeRADIUS's threads use every processor.
  const processors = availableParallelism()
  const several = processors > 1 ? await plazaOf(stage, processors) : undefined
  const all = several && contender(`Plaza, known device, ${processors} workers`, several, access(several.authPort))
  await generate({ ...access(plaza.authPort)(), seconds: WARM_SECONDS, requests: 2 * KNOWN })
  // Each worker learns them for itself.
  if (all) await generate({ ...all.job(0), seconds: WARM_SECONDS, requests: 2 * KNOWN * processors })
  const contenders = present(ceiling, peer, ours, all)
  await compete(contenders, stage.rounds, stage.say)
  return contenders.map((each) => lineOf(each, each === ceiling ? undefined : peer))
}

/** Devices that neither server has seen: each request is for another one. */
async function unknown(stage: Stage): Promise<Line[]> {
  const plaza = await plazaOf(stage)
  const freeradius = await freeRadiusOf(stage, 'sql')
  const each = Math.floor(stage.devices / stage.rounds)
  const access = (port: number) => (round: number) =>
    jobOf(stage, {
      work: 'access',
      port,
      first: round * each * STRIDE,
      step: STRIDE,
      requests: Math.min(each, FASTEST * stage.seconds),
    })
  const peer = freeradius && contender('FreeRADIUS, rlm_sql', freeradius, access(freeradius.authPort))
  const ours = contender('Plaza, device not in memory', plaza, access(plaza.authPort))
  await compete(present(peer, ours), stage.rounds, stage.say)
  return present(peer, ours).map((each) => lineOf(each, peer))
}

/** Accounting-Requests, each answered when it is durable; then half of that load. */
async function accounting(stage: Stage): Promise<Line[]> {
  const plaza = await plazaOf(stage)
  const freeradius = await freeRadiusOf(stage, 'sql')
  const account = (port: number) => () => jobOf(stage, { work: 'accounting', port })
  const peer = freeradius && contender('FreeRADIUS, rlm_sql', freeradius, account(freeradius.acctPort))
  const settle = () => journalIsEmpty(stage.plazaDatabase)
  const ours = { ...contender('Plaza, accounting', plaza, account(plaza.acctPort)), settle }
  for (const { job } of present(peer, ours)) await generate({ ...job(0), seconds: 1 })
  await settle()
  await analyze(stage.plazaDatabase)
  if (peer) await analyze({ ...stage.postgres, database: FREERADIUS_DATABASE })
  await compete(present(peer, ours), stage.rounds, stage.say)
  const rate = medianOf(ours, 'rate') / 2
  const half = { ...contender('Plaza, half of that load', plaza, () => ({ ...ours.job(0), rate })), settle }
  await compete([half], stage.rounds, stage.say)
  return [
    ...present(peer, ours).map((each) => lineOf(each, peer)),
    lineOf(half),
    {
      server: 'Plaza, until all of it is in the sessions',
      'a second': round(medianOf(ours, 'lasting')),
      ratio: peer ? round(ratioTo(peer, ours, 'lasting'), 2) : null,
    },
  ]
}

/** What half a million devices in the cache take. */
async function memory(stage: Stage): Promise<Line[]> {
  const plaza = await plazaOf(stage)
  const devices = Math.min(CACHED, stage.devices)
  const before = megabytes(plaza)
  const { answered, lost } = await generate(
    jobOf(stage, { work: 'access', port: plaza.authPort, devices, requests: devices, seconds: 300 }),
  )
  const after = megabytes(plaza)
  return [{ 'devices asked for': answered, lost, 'MB before': round(before), 'MB after': round(after) }]
}

/** Whether memory is flat over a million requests of known devices. */
async function soak(stage: Stage): Promise<Line[]> {
  const plaza = await plazaOf(stage)
  const lines: Line[] = []
  const PARTS = 5
  for (let part = 0; part <= PARTS; part += 1) {
    lines.push({ 'requests before': (part * SOAK) / PARTS, MB: round(megabytes(plaza)) })
    if (part === PARTS) break
    await generate(
      jobOf(stage, { work: 'access', port: plaza.authPort, devices: KNOWN, requests: SOAK / PARTS, seconds: 300 }),
    )
    stage.say(`${((part + 1) * SOAK) / PARTS} requests`)
  }
  return lines
}

/** Two worker processes beside one. */
async function workers(stage: Stage): Promise<Line[]> {
  const one = await plazaOf(stage)
  const two = await plazaOf(stage, 2)
  const contenders = [one, two].map((plaza, index) =>
    contender(`Plaza, ${index + 1} worker${index ? 's' : ''}`, plaza, () =>
      jobOf(stage, { work: 'access', port: plaza.authPort, devices: KNOWN }),
    ),
  )
  for (const { job } of contenders) await generate({ ...job(0), seconds: WARM_SECONDS, requests: 4 * KNOWN })
  await compete(contenders, stage.rounds, stage.say)
  return contenders.map((each) => lineOf(each, contenders[0]))
}

export const stages = { known, unknown, accounting, floods, memory, soak, workers }
export type StageName = keyof typeof stages

/** Whether the stage compares with FreeRADIUS's database. */
export const needsFreeRadiusDatabase = (name: StageName): boolean =>
  (name === 'unknown' || name === 'accounting') && freeradiusProgram() !== undefined

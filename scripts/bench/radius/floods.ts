import { join } from 'node:path'
import { packageRoot } from '../../../server/package-root.ts'
import { type FloodJob, floodKinds, floodResult } from './job.ts'
import type { Plaza } from './plaza.ts'
import { megabytes, run } from './processes.ts'
import { compete, generate, medianOf } from './rounds.ts'
import { contender, jobOf, KNOWN, type Line, plazaOf, round, type Stage, troubleOf } from './stage.ts'

/** Requests a second of residents: what a city of 35,000 hotspots has when it wakes. */
const RATE = 2_000
/** Datagrams a second of the flood. */
const FLOOD_RATE = 10_000

/** Residents' requests at a steady rate, without and with a flood beside them. */
export async function floods(stage: Stage): Promise<Line[]> {
  const plaza = await plazaOf(stage)
  const residents = () => jobOf(stage, { work: 'access', port: plaza.authPort, devices: KNOWN, rate: RATE })
  await generate({ ...residents(), requests: 2 * KNOWN, seconds: 10 })
  const measure = async (name: string): Promise<Line> => {
    const before = megabytes(plaza)
    const each = contender(name, plaza, residents)
    await compete([each], stage.rounds, stage.say)
    return {
      flood: name,
      'residents a second': round(medianOf(each, 'rate')),
      ...troubleOf(each),
      'MB before': round(before),
      'MB after': round(megabytes(plaza)),
    }
  }
  const calm = await measure('none')
  const lines = [calm]
  // Accounting goes to another port.
  for (const kind of floodKinds.filter((each) => each !== 'accounting of huge counters')) {
    const flood = startFlood(stage, plaza, kind)
    const line = await measure(kind)
    await flood.stop()
    const ratio = Number(line['residents a second']) / Number(calm['residents a second'])
    lines.push({ ...line, ratio: round(ratio, 2), 'flood a second': floodRate(flood.output()) })
  }
  return lines.map((line) => ({ 'flood a second': 0, ratio: 1, ...line }))
}

function startFlood({ secret, rounds, seconds }: Stage, { authPort: port }: Plaza, kind: FloodJob['kind']) {
  const job: FloodJob = { kind, port, secret, rate: FLOOD_RATE, limit: FLOOD_RATE * rounds * (seconds + 30) }
  const program = join(packageRoot, 'scripts/bench/radius/flooder.ts')
  return run(process.execPath, ['--import', 'tsx', program, JSON.stringify(job)])
}

function floodRate(output: string): number {
  const { sent, seconds } = floodResult(output)
  return round(sent / seconds)
}

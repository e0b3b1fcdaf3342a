import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { median } from '../../../server/median.ts'
import { packageRoot } from '../../../server/package-root.ts'
import type { Job, JobResult } from './job.ts'
import { cpuSeconds, type Running } from './processes.ts'

/** One server at one task: what its rounds gave. */
export interface Contender {
  name: string
  server: Running
  job(round: number): Job
  /** Resolves when the server has done what it put off. */
  settle?(): Promise<void>
  rounds: Round[]
}

export interface Round extends JobResult {
  /** Answers a second. */
  rate: number
  /** Answers for each second of CPU that the server took: tells more than the rate where others use the machine too. */
  perCpuSecond: number
  /** Answers a second, with the time in which the server settled: what it could bear for hours. */
  lasting: number
}

export async function generate(job: Job): Promise<JobResult> {
  const program = join(packageRoot, 'scripts/bench/radius/generator.ts')
  const child = spawn(process.execPath, ['--import', 'tsx', program, JSON.stringify(job)], {
    cwd: packageRoot,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [output, [code]] = await Promise.all([text(child.stdout), once(child, 'close')])
  if (code !== 0) throw new Error('the load generator failed')
  return JSON.parse(output) as JobResult
}

/** Runs the contenders in turn, the other way round every other time, so that neither always finds the machine warm. */
export async function compete(contenders: Contender[], rounds: number, say: (line: string) => void): Promise<void> {
  for (let round = 0; round < rounds; round += 1) {
    for (const contender of round % 2 === 0 ? contenders : contenders.toReversed()) {
      const before = cpuSeconds(contender.server)
      const result = await generate(contender.job(round))
      await contender.settle?.()
      const settling = (Date.now() - result.endedAt) / 1000
      const used = cpuSeconds(contender.server) - before
      const { answered, seconds } = result
      const measured = {
        ...result,
        rate: answered / seconds,
        perCpuSecond: answered / used,
        lasting: answered / (seconds + (contender.settle ? settling : 0)),
      }
      contender.rounds.push(measured)
      say(`${contender.name}, round ${round + 1}: ${Math.round(measured.rate)}/s, p99 ${measured.p99.toFixed(1)} ms`)
    }
  }
}

/** Whose rounds have this figure. */
interface Measured<F extends string> {
  rounds: Record<F, number>[]
}

/** The median of the rounds. */
export const medianOf = <F extends string>({ rounds }: Measured<NoInfer<F>>, figure: F): number =>
  median(rounds.map((round) => round[figure]))

/** Of all rounds together. */
export const totalOf = ({ rounds }: Contender, count: 'retransmitted' | 'lost' | 'unauthentic'): number =>
  rounds.reduce((sum, round) => sum + round[count], 0)

/** Answers of all rounds by packet code. */
export function codesOf({ rounds }: Contender): Record<string, number> {
  const sums: Record<string, number> = {}
  for (const { codes } of rounds) {
    for (const [code, count] of Object.entries(codes)) sums[code] = (sums[code] ?? 0) + count
  }
  return sums
}

/**
 * How many times `base` it is: the median of the rounds, each beside the base's of the same minute, since a machine that is
 * shared may be twice as fast a minute later.
 */
export const ratioTo = <F extends string>(
  base: Measured<NoInfer<F>>,
  { rounds }: Measured<NoInfer<F>>,
  figure: F,
): number => median(rounds.map((round, index) => round[figure] / base.rounds[index]![figure]))

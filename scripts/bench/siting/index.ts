import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { rm, writeFile } from 'node:fs/promises'
import { availableParallelism, loadavg } from 'node:os'
import { join } from 'node:path'
import { table } from '../../../server/commands/terminal/table.ts'
import { packageRoot } from '../../../server/package-root.ts'
import type { Point } from '../../../server/planning/siting/incidence.ts'
import { solve } from '../../../server/planning/siting/solve.ts'
import { temporaryFolder } from '../../temporary-folder.ts'
import { type City, candidatesIn, cityFolder, finerCells, readCity } from './city.ts'
import { benchCoverage } from './coverage.ts'
import type { SitingJob, SitingResult } from './job.ts'
import { oracles, readSanFrancisco, readSaoJose, saoJose } from './known-answers.ts'

const CANDIDATES = 35_000
const CELLS = 100_000

/**
 * Plans for a city's real residents: how near to the best possible they are proven to be, in how much processor time and
 * memory, and how soon a first plan and the figures of a dragged site are there. Then instances with known answers, and how
 * soon coverage answers.
 */
export async function benchSiting({ seconds }: { seconds: number }): Promise<void> {
  if (!existsSync(cityFolder)) throw new Error(`${cityFolder} is not there: it has the city's files`)
  const dir = await temporaryFolder('plaza-bench-')
  const load = loadavg()[0]!
  try {
    const city = readCity()
    const finer = finerCells(city, CELLS)
    const candidates = await store(dir, 'candidates', city.cells, CANDIDATES)
    const everywhere = await store(dir, 'everywhere', city.cells, city.cells.length)
    const sites = await writePoints(dir, 'sites', city.sites)
    const [usual, fine] = [await writeCells(dir, 'cells', city), await writeCells(dir, 'finer', finer)]
    const rows = [
      await row(`${count(city.cells)} cells, 500 sites`, { ...usual, candidates, budget: 500, seconds, drags: 1000 }),
      await row(`${count(finer.cells)} cells, 500 sites`, {
        ...fine,
        candidates,
        budget: 500,
        seconds: 1.5 * seconds,
        drags: 0,
      }),
      await row('existing sites stay, 200 more', {
        ...usual,
        candidates: everywhere,
        sites,
        budget: 200,
        seconds,
        drags: 0,
      }),
    ]
    console.log(`
Sites for Mexico City's ${count(city.residents)} populated cells (reach 250 m, ${CANDIDATES} candidates) on ${availableParallelism()} processors,
Node ${process.version}, load ${load.toFixed(1)} at the beginning, ${loadavg()[0]!.toFixed(1)} at the end. Each in a process of its own, for so much processor time at most; all of it counts,
reading included. gap: how much better the best possible plan can be at most. first: the first plan, and its gap to the last bound.
drag: a site moved on the map.

${table(rows)}
`)
    console.log(table(await knownAnswers()))
    console.log(`\nCoverage within three rings, after one hotspot changes state:\n\n${table([benchCoverage(city)])}`)
  } finally {
    await rm(dir, { recursive: true, force: true })
  }
}

const count = (of: readonly unknown[]): string => of.length.toLocaleString('en')

const store = (dir: string, name: string, cells: readonly Point[], many: number): Promise<string> =>
  writePoints(dir, name, candidatesIn(cells, many))

async function writePoints(dir: string, name: string, points: readonly Point[]): Promise<string> {
  const file = join(dir, name)
  await writeFile(file, Float64Array.from(points.flatMap(({ latitude, longitude }) => [latitude, longitude])))
  return file
}

async function writeCells(dir: string, name: string, { cells, residents }: Pick<City, 'cells' | 'residents'>) {
  const file = join(dir, `${name}-residents`)
  await writeFile(file, Float64Array.from(residents))
  return { cells: await writePoints(dir, name, cells), residents: file }
}

async function row(plan: string, job: SitingJob) {
  const { value, gap, proven, first, cpu, seconds, megabytes, drag } = await run(job)
  return {
    plan,
    residents: Math.round(value),
    gap: `${(100 * gap).toFixed(3)} %${proven ? ' proven' : ''}`,
    'CPU s': cpu.toFixed(1),
    seconds: seconds.toFixed(1),
    MB: Math.round(megabytes),
    first: `${first.cpu.toFixed(1)} CPU s, ${(100 * first.gap).toFixed(1)} %`,
    'drag p50, p99 ms': drag ? `${drag.p50.toFixed(2)}, ${drag.p99.toFixed(2)}` : '',
  }
}

async function run(job: SitingJob): Promise<SitingResult> {
  const program = join(packageRoot, 'scripts/bench/siting/job.ts')
  const child = spawn(process.execPath, ['--import', 'tsx', program, JSON.stringify(job)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let text = ''
  child.stdout.setEncoding('utf8').on('data', (part: string) => {
    text += part
  })
  const [code] = await once(child, 'close')
  if (code !== 0) throw new Error(`a plan of ${job.budget} sites could not be made`)
  return JSON.parse(text)
}

async function knownAnswers() {
  if (!existsSync(join(oracles, 'siting'))) return []
  const store = {
    instance: 'San Francisco, 5 km, 4 of 16',
    answer: 875_247,
    question: readSanFrancisco(5000, 4).question,
  }
  const others = saoJose.flatMap(({ name, radius, answers }) =>
    answers.map(([sites, answer]) => ({
      ...{ instance: `${name}, ${radius} m, ${sites}`, answer, question: readSaoJose(name, radius, sites) },
    })),
  )
  const rows = []
  for (const { instance, answer, question } of [store, ...others]) {
    const { value, proven, seconds } = await solve(question, { seconds: 60 })
    if (value !== answer) throw new Error(`${instance}: ${value} was found, ${answer} is the best`)
    rows.push({
      instance,
      'best known': answer,
      found: value,
      proven: proven ? 'yes' : 'no',
      seconds: seconds.toFixed(1),
    })
  }
  return rows
}

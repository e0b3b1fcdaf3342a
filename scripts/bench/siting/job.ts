/** Solves one question in a process of its own, whose memory and processor time are then those of the solver alone. */
import { readFileSync } from 'node:fs'
import { candidateSite, openDesk } from '../../../server/planning/siting/desk/desk.ts'
import { cellFinder, type Point, withinRings } from '../../../server/planning/siting/incidence.ts'
import { type CoverageQuestion, openQuestion } from '../../../server/planning/siting/model.ts'
import type { Plan } from '../../../server/planning/siting/plan.ts'
import { presolve } from '../../../server/planning/siting/presolve.ts'
import { seededRandom } from '../../../server/planning/siting/random.ts'
import { solve } from '../../../server/planning/siting/solve.ts'

/** What is to be solved; it travels as JSON. Points are in files of latitudes and longitudes, Float64 each. */
export interface SitingJob {
  cells: string
  residents: string
  candidates: string
  /** Sites that there are and stay; absent: none. */
  sites?: string
  budget: number
  /** Of processor time. */
  seconds: number
  /** Drags to be timed, afterwards. */
  drags: number
}

export interface SitingResult {
  pairs: number
  value: number
  gap: number
  proven: boolean
  /** Of the first plan: seconds of wall clock since reading began and of processor, and its gap to the last bound. */
  first: { seconds: number; cpu: number; gap: number }
  cpu: number
  seconds: number
  /** Most memory that the process had at a time, in MB. */
  megabytes: number
  /** Milliseconds of a drag: figures of the site and of the plan after it stands 30 m farther. */
  drag?: { p50: number; p99: number; most: number }
}

const METRES = 250

const cpu = (): number => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6
}

const numbers = (file: string): Float64Array => {
  const { buffer, byteOffset, length } = readFileSync(file)
  return new Float64Array(buffer.slice(byteOffset, byteOffset + length))
}

const points = (file: string): Point[] => {
  const flat = numbers(file)
  return Array.from({ length: flat.length / 2 }, (_, at) => ({ latitude: flat[2 * at]!, longitude: flat[2 * at + 1]! }))
}

const job = JSON.parse(process.argv[2]!) as SitingJob
const began = performance.now()
const cells = points(job.cells)
const question: CoverageQuestion = {
  values: numbers(job.residents),
  reach: withinRings(cells, points(job.candidates), [METRES])[0]!,
  budget: job.budget,
  served: job.sites ? servedBy(points(job.sites)) : undefined,
}
const now = () => (performance.now() - began) / 1000
let first: { seconds: number; cpu: number; value: number } | undefined
const plan = await solve(question, {
  ...{ seconds: job.seconds - cpu(), clock: cpu },
  onProgress({ value }) {
    first ??= { seconds: now(), cpu: cpu(), value }
  },
})
if (!first) throw new Error('no plan was told of')
const firstGap = (plan.bound - first.value) / first.value
const result: SitingResult = {
  ...{ pairs: question.reach.items.length, value: plan.value, gap: plan.gap, proven: plan.proven },
  first: { ...first, gap: firstGap },
  ...{ cpu: cpu(), seconds: now(), megabytes: process.resourceUsage().maxRSS / 1000 },
  ...(job.drags > 0 ? { drag: timeDrags(plan) } : {}),
}
console.log(JSON.stringify(result))

function servedBy(sites: Point[]): Uint8Array {
  const served = new Uint8Array(cells.length)
  for (const cell of withinRings(cells, sites, [METRES])[0]!.items) served[cell] = 1
  return served
}

/** Each site of the plan is dragged by steps of 30 m, as by a hand. */
function timeDrags({ picks, certificate }: Plan): NonNullable<SitingResult['drag']> {
  const open = openQuestion(question)
  const desk = openDesk(open.model, presolve(open.model), certificate.u)
  const numberOf = new Map(Array.from(open.candidates, (candidate, index) => [candidate, index] as const))
  const candidates = points(job.candidates)
  const keys = picks.map((pick) => desk.put(candidateSite(open.model, numberOf.get(pick)!)))
  const random = seededRandom(5)
  const cellsAround = cellFinder(cells)
  const delays: number[] = []
  for (let drag = 0; drag < job.drags; drag++) {
    const at = Math.floor(random() * picks.length)
    const place = candidates[picks[at]!]!
    const moved = {
      latitude: place.latitude + (random() - 0.5) / 1000,
      longitude: place.longitude + (random() - 0.5) / 1000,
    }
    const asked = performance.now()
    const reached = cellsAround(moved, METRES).map((cell) => open.cells[cell]!)
    desk.move(keys[at]!, { cells: Int32Array.from(reached.filter((cell) => cell >= 0)), cost: 1 })
    desk.site(keys[at]!)
    desk.figures()
    delays.push(performance.now() - asked)
  }
  delays.sort((a, b) => a - b)
  return { p50: delays[delays.length >> 1]!, p99: delays[Math.floor(0.99 * delays.length)]!, most: delays.at(-1)! }
}

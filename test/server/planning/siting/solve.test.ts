import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import fc from 'fast-check'
import { oracles, readSanFrancisco, readSaoJose, saoJose } from '../../../../scripts/bench/siting/known-answers.ts'
import { verify } from '../../../../server/planning/siting/certificate.ts'
import { fixByBound } from '../../../../server/planning/siting/fixing.ts'
import { incidenceOf } from '../../../../server/planning/siting/incidence.ts'
import {
  type CoverageQuestion,
  ImpossiblePlanError,
  isAllowed,
  modelOf,
} from '../../../../server/planning/siting/model.ts'
import type { Progress } from '../../../../server/planning/siting/plan.ts'
import { seededRandom } from '../../../../server/planning/siting/random.ts'
import { solve } from '../../../../server/planning/siting/solve.ts'
import { optimum, optimumOf, smallQuestion } from './instances.ts'
import { solveInWorker } from './thread/in-worker.ts'

describe('a plan', () => {
  it('is the best that trying every plan finds, and proven to be, with costs and places', async () => {
    await fc.assert(
      fc.asyncProperty(smallQuestion(), async (question) => {
        const plan = await solve(question, { seconds: 5 })
        expect(plan.value).to.be.closeTo(optimumOf(question)!, 1e-6)
        expect(plan.proven).to.equal(true)
        expect(isAllowed(modelOf(question), plan.picks)).to.equal(true)
        expect(plan.bound).to.be.closeTo(plan.value, 1e-6)
      }),
      { numRuns: 60 },
    )
  })

  it('keeps to what is locked in and out, and counts nothing that is served', async () => {
    const reach = incidenceOf([[0, 1], [2], [3], [0, 1, 2, 3]])
    const values = Float64Array.of(10, 10, 5, 1)
    const plan = await solve(
      { values, reach, budget: 2, served: Uint8Array.of(1, 0, 0, 0), lockedIn: [2], lockedOut: [3] },
      { seconds: 5 },
    )
    expect([...plan.picks].sort()).to.deep.equal([0, 2])
    expect(plan.value).to.equal(11)
  })

  it('says what is wrong with what is locked in', async () => {
    const question = { values: Float64Array.of(1), reach: incidenceOf([[0], [0]]), budget: 1, lockedIn: [0, 1] }
    const error = await solve(question, { seconds: 1 }).catch((error: unknown) => error)
    expect(error).to.be.instanceOf(ImpossiblePlanError)
  })

  it('of a question in which nothing can be gained is empty, and proven', async () => {
    const plan = await solve({ values: Float64Array.of(0), reach: incidenceOf([[0], []]), budget: 1 }, { seconds: 1 })
    expect(plan).to.deep.include({ picks: [], value: 0, bound: 0, gap: 0, proven: true })
  })

  it('only gets better on the way, and its bound only nearer', async () => {
    const told: Progress[] = []
    await solve(randomCity(400, 120, 12), { seconds: 3, onProgress: (progress) => told.push(progress) })
    expect(told.map(({ step }) => step)).to.include.members(['greedy', 'bound'])
    told.slice(1).forEach((progress, at) => {
      expect(progress.value).to.be.at.least(told[at]!.value - 1e-9)
      expect(progress.bound).to.be.at.most(told[at]!.bound + 1e-9)
    })
  })
})

describe('candidates decided by the bound', () => {
  it('leave every plan that is better than the known one', () => {
    const factors = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 12, maxLength: 12 })
    fc.assert(
      fc.property(smallQuestion({ candidates: 8 }), factors, fc.nat(100), (question, shares, percent) => {
        const model = modelOf(question)
        const best = optimum(model)
        const known = Math.floor((best * percent) / 100)
        const u = model.values.map((value, cell) => value * shares[cell]!)
        const fixed = fixByBound(model, u, known)
        const left = fixed ? fixed.lockedValue + optimum(fixed.model) : 0
        expect(Math.max(known, left)).to.be.closeTo(best, 1e-9)
      }),
      { numRuns: 300 },
    )
  })
})

describe('a certificate', () => {
  it('is verified from the question alone, and shows what was changed', async () => {
    const question = randomCity(300, 80, 9)
    const plan = await solve({ ...question, lockedIn: [3] }, { seconds: 3 })
    const again = { ...question, lockedIn: [3] }
    expect(verify(again, plan)).to.deep.include({ faults: [], cost: 9 })
    expect(verify(again, plan).value).to.be.closeTo(plan.value, 1e-6)
    expect(verify(again, plan).bound).to.be.at.least(plan.value - 1e-6)
    const faults = (changed: CoverageQuestion, other = plan) => verify(changed, other).faults.join('; ')
    expect(faults({ ...again, budget: 8 })).to.match(/more than the budget/)
    expect(faults({ ...again, lockedOut: [plan.picks.at(-1)!] })).to.match(/locked out is in the plan/)
    expect(faults(again, { ...plan, value: plan.value + 1 })).to.match(/The plan covers .* was stored/)
    const u = plan.certificate.u.map((value) => value / 2)
    expect(faults(again, { ...plan, certificate: { ...plan.certificate, u } })).to.match(/The bound is .* was stored/)
  })

  it('proves a plan that gains little of a large city, too: nothing is lost where it is stored', async () => {
    const candidates = 1500
    const values = Float64Array.from({ length: 4 * candidates }, (_, cell) => 70.123 + (cell % 97) / 89)
    const reach = incidenceOf(Array.from({ length: candidates }, (_, at) => [0, 1, 2, 3].map((cell) => 4 * at + cell)))
    const plan = await solve({ values, reach, budget: 4 }, { seconds: 5 })
    expect(plan).to.include({ proven: true })
    expect(verify({ values, reach, budget: 4 }, plan).gap).to.be.within(-1e-12, 1e-9)
  })
})

describe('a solver in a thread of its own', () => {
  const coverage = (question: CoverageQuestion) => ({ kind: 'coverage', question }) as const

  it('solves what has groups, a target or capacities as well', async () => {
    const question = { values: Float64Array.of(9, 5, 1), reach: incidenceOf([[0], [1], [2]]), budget: 1 }
    const grouped = { of: Int32Array.of(0, 0, 1), residents: Float64Array.of(1, 1, 1) }
    const fair = solveInWorker(
      { kind: 'fair', question, grouped, rule: { kind: 'floors', floors: [0, 1] } },
      { seconds: 9 },
    )
    expect((await fair.outcome).picks).to.deep.equal([2])
    const target = solveInWorker({ kind: 'target', question, grouped, share: 0.5 }, { seconds: 9 })
    expect((await target.outcome)!.cost).to.equal(2)
    const ones = Float64Array.of(1, 1, 1)
    const demand = { demand: question.values, reach: question.reach, costs: ones, antennaCosts: ones, budget: 2 }
    const capacity = solveInWorker({ kind: 'capacity', question: demand }, { seconds: 9 })
    expect((await capacity.outcome).picks).to.deep.equal([0])
  })

  it('tells how far it is and brings the plan', async () => {
    const steps: string[] = []
    const solving = solveInWorker(coverage(randomCity(300, 80, 9)), { seconds: 5 }, ({ step }) => steps.push(step))
    const plan = await solving.outcome
    expect(plan.proven).to.equal(true)
    expect(steps[0]).to.equal('greedy')
  })

  it('stops when it is told to, with the best plan so far', async () => {
    let stop = () => {}
    const solving = solveInWorker(coverage(randomCity(4000, 3000, 60)), { seconds: 300 }, () => stop())
    stop = solving.stop
    const plan = await solving.outcome
    expect(plan.picks).to.have.length(60)
    expect(plan.seconds).to.be.below(60)
  })

  it('ends at once when it is killed', async () => {
    let begin = () => {}
    const begun = new Promise<void>((resolve) => {
      begin = resolve
    })
    const solving = solveInWorker(coverage(randomCity(4000, 3000, 60)), { seconds: 300 }, () => begin())
    await begun
    const failed = solving.outcome.catch((error: Error) => error.message)
    await solving.kill()
    expect(await failed).to.equal('The solver was ended before it had a plan')
  })

  /** The cheapest plan for nearly all residents: HiGHS alone is long in proving one. */
  const cheapest = () => {
    const question = randomCity(900, 700, 1)
    const of = new Int32Array(question.values.length)
    const grouped = { of, residents: Float64Array.from(question.values) }
    return { kind: 'target', question, grouped, share: 0.97 } as const
  }
  async function branchingOf(act: (solving: ReturnType<typeof solveInWorker>) => void) {
    let seen = () => {}
    const branching = new Promise<void>((resolve) => {
      seen = resolve
    })
    const solving = solveInWorker(cheapest(), { seconds: 300 }, ({ step }) => step === 'branching' && seen())
    const ended = solving.outcome.catch((error: Error) => error.message)
    await branching
    act(solving)
    return ended
  }

  it('stops HiGHS when it is told to, with the best plan so far', async () => {
    const plan = await branchingOf((solving) => solving.stop())
    expect(plan).to.include({ proven: false })
    const { cost, bound } = plan as { cost: number; bound: number }
    expect(cost).to.be.above(bound)
  })

  it('ends HiGHS at once when it is killed', async () => {
    const ended = await branchingOf((solving) => void solving.kill())
    expect(ended).to.equal('The solver was ended before it had a plan')
  })

  it('brings an error as what it is', async () => {
    const question = { values: Float64Array.of(1), reach: incidenceOf([[0], [0]]), budget: 1, lockedIn: [0, 1] }
    const error = await solveInWorker(coverage(question), { seconds: 1 }).outcome.catch((error: unknown) => error)
    expect(error).to.be.instanceOf(ImpossiblePlanError)
  })
})

describe('instances with known answers', () => {
  it('are met exactly: four of sixteen stores for San Francisco reach 875,247 residents within 5 km', async function () {
    if (!existsSync(join(oracles, 'siting'))) return skipped(this)
    const { question, residents } = readSanFrancisco(5000, 4)
    const plan = await solve(question, { seconds: 10 })
    expect(residents).to.equal(955_113)
    expect(plan).to.deep.include({ value: 875_247, proven: true })
    const reached = new Set(
      plan.picks.flatMap((pick) => [
        ...question.reach.items.subarray(question.reach.starts[pick], question.reach.starts[pick + 1]),
      ]),
    )
    expect(question.values.length - reached.size).to.equal(21)
  })

  for (const { name, radius, answers } of saoJose)
    it(`are met exactly: ${name} with a radius of ${radius}: ${answers.map(([sites, value]) => `${sites} cover ${value}`).join(', ')}`, async function () {
      if (!existsSync(join(oracles, 'siting'))) return skipped(this)
      for (const [sites, value] of answers) {
        const plan = await solve(readSaoJose(name, radius, sites), { seconds: 60 })
        expect(plan, `${sites} sites`).to.deep.include({ value, proven: true })
      }
    })
})

function skipped(context: Mocha.Context): void {
  console.log('      skipped: ../shared/data/siting is not beside this checkout')
  context.skip()
}

/** Cells and candidates scattered over a square, each candidate reaching what is near. */
function randomCity(cells: number, candidates: number, budget: number): CoverageQuestion {
  const random = seededRandom(7)
  const point = () => ({ x: random(), y: random() })
  const [places, sites] = [Array.from({ length: cells }, point), Array.from({ length: candidates }, point)]
  const radius = Math.sqrt(12 / cells / Math.PI)
  const reach = incidenceOf(
    sites.map((site) =>
      places.flatMap(({ x, y }, cell) => (Math.hypot(x - site.x, y - site.y) <= radius ? [cell] : [])),
    ),
  )
  return { values: Float64Array.from(places, () => Math.floor(1 + 200 * random())), reach, budget }
}

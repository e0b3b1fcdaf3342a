import { expect } from 'chai'
import fc from 'fast-check'
import type { PlanInputs } from '../../../../server/planning/plans/inputs.ts'
import { type PlanParameters, radiiOf } from '../../../../server/planning/plans/parameters.ts'
import { questionOf } from '../../../../server/planning/plans/question.ts'
import { cellsNear, coverSets } from '../../../../server/planning/plans/reach/cover-sets.ts'
import { pointsOf } from '../../../../server/planning/plans/reach/places.ts'
import { walkAgain, walkAlong, walkedCellsOf } from '../../../../server/planning/plans/reach/walked.ts'
import { itemsOf } from '../../../../server/planning/siting/incidence.ts'
import { solve } from '../../../../server/planning/siting/solve.ts'
import { networkOf } from '../../../../server/planning/streets/network.ts'
import { allDistances, inParts, lengthOf } from '../streets/all-ways.ts'
import { parametersWith } from './planned-city.ts'

type Place = readonly [east: number, north: number]

/** Two streets 60 m apart that meet 400 m to the east: what is near across the block is far on foot. */
const corners: Place[] = [
  [0, 0],
  [400, 0],
  [400, 60],
  [0, 60],
]
const streets = { positions: inParts(corners), edges: Int32Array.of(0, 1, 1, 2, 2, 3), asOf: '2026-05-01' }
const cells: (readonly [Place, residents: number])[] = [
  ...([0, 50, 100] as const).map((east) => [[east, -5], 100] as const),
  ...([0, 50, 100] as const).map((east) => [[east, 65], 90] as const),
  ...[[[400, 0], 150] as const, [[400, 60], 150] as const, [[350, 0], 100] as const],
]
/** In the block beside the lower street; where both meet; beside the upper street; between, on the lower one. */
const candidates: Place[] = [
  [50, 20],
  [400, 30],
  [50, 45],
  [205, 0],
]
const REACH = 150

const degrees = (places: readonly Place[]) => ({
  latitude: places.map(([, north]) => north / 111_195),
  longitude: places.map(([east]) => east / 111_195),
})

async function inputsOf(along: PlanParameters, existing: readonly Place[] = []): Promise<PlanInputs> {
  const count = cells.length
  const inputs = {
    cells: {
      ...{ ...degrees(cells.map(([place]) => place)), residents: cells.map(([, residents]) => residents) },
      ...{ need: Array(count).fill(0.5), borough: Array(count).fill(0) },
    },
    boroughs: [''],
    existing: degrees(existing),
    candidates: {
      ...{ ...degrees(candidates), id: candidates.map((_, at) => at + 1), name: candidates.map((_, at) => `C${at}`) },
      ...{ cost: candidates.map(() => 1), locked: candidates.map(() => null) },
    },
  }
  const walked = along.method === 'streets' ? walkAlong(streets, inputs, radiiOf(along).at(-1)!) : null
  return { ...inputs, streets: walked }
}

const net = networkOf(streets)
const between = allDistances(net, corners.length)
const comesTo = (place: Place) => net.snap(...net.place(...([...inParts([place])] as [number, number])), REACH)
const onFoot = (a: Place, b: Place) => lengthOf(net, comesTo(a), comesTo(b), between)
const inLine = (a: Place, b: Place) => Math.hypot(a[0] - b[0], a[1] - b[1])

/** Every choice of so many candidates: the most that any is worth, and which it is. */
function best(count: number, worth: (sites: readonly Place[], cell: Place) => number) {
  const choices = Array.from({ length: 2 ** candidates.length }, (_, bits) =>
    candidates.filter((_, at) => bits & (1 << at)),
  )
  const values = choices
    .filter(({ length }) => length <= count)
    .map((sites) => ({ sites, value: cells.reduce((sum, [cell, people]) => sum + people * worth(sites, cell), 0) }))
  return values.reduce((most, one) => (one.value > most.value ? one : most))
}

async function solved(parameters: PlanParameters, existing?: readonly Place[]) {
  const inputs = await inputsOf(parameters, existing)
  const { picks, value } = await solve(questionOf(inputs, parameters).question, { seconds: 10, seed: 1 })
  return { value, sites: [...picks].sort((a, b) => a - b).map((pick) => candidates[pick]!) }
}

describe('how far a site of a plan reaches', () => {
  const along = (change: Partial<PlanParameters>) => parametersWith({ reach: REACH, ...change })

  it('is a walk along streets where the plan says so: other sites are best than in a straight line', async () => {
    for (const most of [1, 2, 3]) {
      const limit = { unit: 'sites' as const, most }
      const [walk, line] = [
        await solved(along({ limit, method: 'streets' })),
        await solved(along({ limit, method: 'line' })),
      ]
      const within = (measure: typeof onFoot) => (sites: readonly Place[], cell: Place) =>
        sites.some((site) => measure(site, cell) <= REACH) ? 1 : 0
      expect(walk, `${most} on foot`).to.deep.equal(best(most, within(onFoot)))
      expect(line.value, `${most} in line`).to.equal(best(most, within(inLine)).value)
      if (most === 1) expect(walk.sites).to.not.deep.equal(line.sites)
    }
  })

  it('is a straight line in all rings but the widest, which has those within it', async () => {
    const rings = [
      { metres: 40, worth: 1 },
      { metres: REACH, worth: 0.4 },
    ]
    const worth = (sites: readonly Place[], cell: Place) =>
      Math.max(0, ...sites.map((site) => (inLine(site, cell) <= 40 ? 1 : onFoot(site, cell) <= REACH ? 0.4 : 0)))
    const limit = { unit: 'sites' as const, most: 2 }
    const found = await solved(along({ objective: 'rings', rings, limit, method: 'streets' }))
    expect(found.value).to.be.closeTo(best(2, worth).value, 1e-9)
  })

  it('is so for sites that are there already, too', async () => {
    const { served } = questionOf(await inputsOf(along({ method: 'streets' }), [candidates[0]!]), along({}))
    expect([...served]).to.deep.equal([1, 1, 1, 0, 0, 0, 0, 0, 0])
    const { served: inLineToo } = questionOf(await inputsOf(along({}), [candidates[0]!]), along({}))
    expect([...inLineToo]).to.deep.equal([1, 1, 1, 1, 1, 1, 0, 0, 0])
  })

  it('is the same for a site that is dragged to where a candidate stands, in any network', () => {
    const metres = fc.integer({ min: 0, max: 600 })
    const place = fc.tuple(metres, metres)
    const city = fc.record({
      nodes: fc.uniqueArray(place, { minLength: 2, maxLength: 9, selector: String }),
      pairs: fc.array(fc.tuple(fc.nat(8), fc.nat(8)), { minLength: 1, maxLength: 14 }),
      homes: fc.array(place, { minLength: 1, maxLength: 8 }),
      sites: fc.array(place, { minLength: 1, maxLength: 5 }),
    })
    const text = (numbers: Int32Array) => Buffer.from(numbers.buffer).toString('base64')
    fc.assert(
      fc.property(city, ({ nodes, pairs, homes, sites }) => {
        const edges = pairs.map(([a, b]) => [a % nodes.length, b % nodes.length]).filter(([a, b]) => a !== b)
        const none = text(new Int32Array())
        const bare = {
          ...{ asOf: '2026-05-01', positions: text(inParts(nodes)), edges: text(Int32Array.from(edges.flat())) },
          ...{ starts: none, cells: none, served: none },
        }
        const reaching = { cells: degrees(homes), candidates: degrees(sites), existing: degrees([]) }
        const { candidates: walked } = walkAgain(bare, reaching, REACH)
        const kept = { ...bare, starts: text(walked.starts), cells: text(walked.items) }
        const { within } = coverSets({ ...reaching, streets: kept }, [40, REACH])
        const near = cellsNear({ cells: reaching.cells, streets: kept }, [40, REACH])
        pointsOf(reaching.candidates).forEach((site, at) => {
          expect(near(site)).to.deep.equal(within.map((ring) => [...itemsOf(ring, at)]))
        })
      }),
      { numRuns: 150 },
    )
  })

  it('is measured again along the streets that were kept, of which only those near matter', async () => {
    const inputs = await inputsOf(along({ method: 'streets' }), [candidates[2]!])
    expect(walkAgain(inputs.streets!, inputs, REACH)).to.deep.equal(walkedCellsOf(inputs.streets!))
    expect(inputs.streets!.asOf).to.equal('2026-05-01')
    const far = {
      positions: inParts([...corners, [9000, 0], [9000, 60]]),
      edges: Int32Array.of(...streets.edges, 4, 5),
    }
    const { streets: _, ...places } = inputs
    expect(walkAlong({ ...far, asOf: streets.asOf }, places, REACH)).to.deep.equal(inputs.streets)
  })
})

import { expect } from 'chai'
import fc from 'fast-check'
import { startWalks } from '../../../../server/planning/streets/in-thread.ts'
import { networkOf } from '../../../../server/planning/streets/network.ts'
import { walks } from '../../../../server/planning/streets/walk.ts'
import { boundsAround, openStreets } from '../../../../server/planning/streets/within.ts'
import { allDistances, inParts, lengthOf } from './all-ways.ts'

/** A street 300 m to the east, at its end one 200 m to the north; a wall between the places that they have beside them. */
const streets = {
  positions: inParts([
    [0, 0],
    [300, 0],
    [300, 200],
  ]),
  edges: Int32Array.of(0, 1, 1, 2),
}
const found = (places: readonly (readonly [number, number])[], from: readonly [number, number], metres = 250) => {
  const [north, east] = inParts([from])
  return [...walks(networkOf(streets), inParts(places), metres)(north!, east!).points].sort((a, b) => a - b)
}

describe('a walk along streets', () => {
  it('is as long as the streets and what is beside them, round the corner too', () => {
    // From 100 m along the first street, 10 m beside it.
    const places = [
      [100, -10],
      [330, 0],
      [290, 28],
      [310, 30],
      [310, 40],
    ] as const
    // 20 m; 10 + 200 + 30 m; 10 + 190 + 28 m; 10 + 200 + 30 + 10 m; 10 m more.
    expect(found(places, [100, 10])).to.deep.equal([0, 1, 2, 3])
  })

  it('goes on over the antimeridian', () => {
    const [west, turn] = [1_800_000_000 - 13_000, 3_600_000_000]
    const beyond = (numbers: Int32Array) =>
      Int32Array.from(numbers, (part, at) => {
        const east = at % 2 === 1 ? part + west : part
        return east > 1_800_000_000 ? east - turn : east
      })
    const places = beyond(
      inParts([
        [100, -10],
        [330, 0],
        [290, 28],
        [310, 40],
      ]),
    )
    const [north, east] = beyond(inParts([[100, 10]]))
    const there = { ...streets, positions: beyond(streets.positions) }
    expect(
      there.positions.some((part) => part < -1e9),
      'it does',
    ).to.equal(true)
    expect([...walks(networkOf(there), places, 250)(north!, east!).points].sort()).to.deep.equal([0, 1, 2])
    const cut = openStreets(there)
    const all = ([degrees]: readonly number[]) =>
      cut(boundsAround([{ latitude: 0, longitude: degrees! }], 400)).edges.length
    expect([all([179.9998]), all([-179.9998]), all([170])]).to.deep.equal([4, 4, 0])
  })

  it('is not through the air: what is near may be far', () => {
    const places = [[280, 150]] as const
    expect(found(places, [180, 20], 250)).to.deep.equal([])
    expect(found(places, [180, 20], 320)).to.deep.equal([0])
  })

  it('says how far it is while many places find their street, and ends where that throws', () => {
    const many = Array.from({ length: 2500 }, (_, at) => [at / 10, 5] as const)
    const told: number[] = []
    walks(networkOf(streets), inParts(many), 250, (places) => told.push(places))
    expect(told).to.deep.equal([0, 1000, 2000])
    const stop = () => {
      throw new Error('stopped')
    }
    expect(() => walks(networkOf(streets), inParts(many), 250, stop)).to.throw('stopped')
  })

  it('is a straight line from where no street is near, and to there', () => {
    const west = [
      [0, 0],
      [-320, 0],
      [-520, 0],
    ] as const
    expect(found(west, [-300, 0]), 'not 300 m').to.deep.equal([1, 2])
    const north = [
      [-100, 400],
      [-100, 440],
    ] as const
    expect(found(north, [0, 200]), '224 m, and 260 m').to.deep.equal([0])
    const none = walks(networkOf({ positions: new Int32Array(), edges: new Int32Array() }), inParts([[0, 0]]), 250)
    expect([...none(0, 0).points]).to.deep.equal([0])
  })

  it('is as long a straight line far north, and over the antimeridian, where no street is known at all', async () => {
    const streets = { positions: new Int32Array(), edges: new Int32Array() }
    // 222 m and 278 m to the east, at 60° north.
    const places = Int32Array.from([60, 179.999, 60, -179.997, 60, -179.996], (degrees) => Math.round(degrees * 1e7))
    const thread = startWalks({ streets, positions: places, metres: 250 })
    try {
      const [walk] = await thread.measured([{ latitude: 60, longitude: 179.999 }])
      expect([...walk!.points]).to.deep.equal([0, 1])
      expect(walk!.metres[1]).to.be.closeTo(222.4, 0.1)
    } finally {
      await thread.close()
    }
  })

  it('reaches what is beside it in the middle of a large yard', () => {
    const yard = [
      [150, -150],
      [150, -10],
      [20, -150],
      [340, -100],
    ] as const
    expect(found(yard, [150, -140]), 'itself, on the way to the street, 130 m beside; not 194 m').to.deep.equal([
      0, 1, 2,
    ])
    expect(found([[150, -150]], [150, -60]), 'by the street').to.deep.equal([0])
  })

  it('finds the same as all ways tried, in any network, again and again', () => {
    const metres = fc.integer({ min: 0, max: 400 })
    const place = fc.tuple(metres, metres)
    const network = fc.record({
      nodes: fc.uniqueArray(place, { minLength: 2, maxLength: 9, selector: String }),
      pairs: fc.array(fc.tuple(fc.nat(8), fc.nat(8)), { minLength: 1, maxLength: 14 }),
      places: fc.array(place, { minLength: 1, maxLength: 6 }),
    })
    fc.assert(
      fc.property(network, ({ nodes, pairs, places }) => {
        const edges = pairs.map(([a, b]) => [a % nodes.length, b % nodes.length]).filter(([a, b]) => a !== b)
        const streets = { positions: inParts(nodes), edges: Int32Array.from(edges.flat()) }
        const net = networkOf(streets)
        const walk = walks(net, inParts(places), 300)
        const between = allDistances(net, nodes.length)
        const plane = places.map((at) => {
          const [north, east] = inParts([at])
          return net.place(north!, east!)
        })
        const comes = plane.map(([x, y]) => net.snap(x, y, 300))
        const straight = (start: number, end: number) =>
          Math.hypot(plane[start]![0] - plane[end]![0], plane[start]![1] - plane[end]![1])
        places.forEach((from, start) => {
          const [north, east] = inParts([from])
          const { points, metres } = walk(north!, east!)
          const near = new Map([...points].map((point, at) => [point, metres[at]!]))
          places.forEach((_, end) => {
            const isOnStreets = comes[start] && comes[end]
            const { off = 300 } = comes[start] ?? {}
            const isBeside = off > 100 && straight(start, end) <= off
            const onStreets = isOnStreets ? lengthOf(net, comes[start], comes[end], between) : Infinity
            const inLine = isOnStreets && !isBeside ? Infinity : straight(start, end)
            const length = Math.min(onStreets, inLine)
            if (Math.abs(length - 300) > 1e-6) expect(near.has(end), `${length} m`).to.equal(length < 300)
            if (near.has(end)) expect(near.get(end)).to.be.closeTo(length, 1e-6)
          })
        })
      }),
      { numRuns: 150 },
    )
  })

  it('is worked out in a thread of its own, for many at once', async () => {
    const places = [
      [0, 0],
      [300, 180],
    ] as const
    const thread = startWalks({ streets, positions: inParts(places), metres: 250 })
    try {
      const degrees = (metres: number) => metres / 111_195
      const near = await thread.near([
        { latitude: 0, longitude: degrees(10) },
        { latitude: degrees(150), longitude: degrees(300) },
        { latitude: 1, longitude: 1 },
      ])
      expect(near.map((each) => [...each])).to.deep.equal([[0], [1], []])
      expect(await thread.near([])).to.deep.equal([])
      const [measured] = await thread.measured([{ latitude: degrees(180), longitude: degrees(310) }])
      expect([...measured!.points]).to.deep.equal([1])
      expect(measured!.metres[0]).to.be.closeTo(10, 0.02)
    } finally {
      await thread.close()
    }
    const after = await thread.near([{ latitude: 0, longitude: 0 }]).catch((error: unknown) => error)
    expect(after, 'ended').to.be.an('error')
  })
})

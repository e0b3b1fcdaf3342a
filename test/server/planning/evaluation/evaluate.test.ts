import { expect } from 'chai'
import fc from 'fast-check'
import { arrivals, shownArrivals, sumOf } from '../../../../server/planning/evaluation/arrivals.ts'
import { type Evaluation, evaluate, type NotEnoughEvidence } from '../../../../server/planning/evaluation/evaluate.ts'
import { expectedWithout } from '../../../../server/planning/evaluation/expected.ts'
import type { PlaceWeeks } from '../../../../server/planning/evaluation/places.ts'
import { pooled } from '../../../../server/planning/evaluation/pooled.ts'
import { doubtsAbout, verdictOf } from '../../../../server/planning/evaluation/verdict.ts'
import { seededRandom } from '../../../../server/planning/siting/random.ts'

const plan = { opened: 10, quintile: 4, level: 1, margin: 0.05 }
const place = (
  id: number,
  distance: number,
  users: PlaceWeeks['users'],
  other: Partial<PlaceWeeks> = {},
): PlaceWeeks => ({
  ...{ id, distance, users, quintile: 4, level: 1, treatedFrom: Number.POSITIVE_INFINITY, availability: 1 },
  ...other,
})

/** Sixteen weeks, the last six with the new site; a season that all share, and a little of each week's own. */
function city({ near = 0, beside = 0, trend = 0, seed = 1 } = {}): PlaceWeeks[] {
  const random = seededRandom(seed)
  const weeks = (level: number, effect: number, slope = 0) =>
    Array.from({ length: 16 }, (_, week) => {
      const after = week >= plan.opened ? effect : 0
      return level * (1 + 0.2 * Math.sin(week)) * Math.exp(after + slope * week) * (0.97 + 0.06 * random())
    })
  return [
    place(1, 40, weeks(400, near, trend)),
    ...Array.from({ length: 6 }, (_, k) => place(10 + k, 300 + 100 * k, weeks(300, beside))),
    ...Array.from({ length: 30 }, (_, k) => place(100 + k, 1500 + 100 * k, weeks(200 + 10 * k, 0))),
  ]
}
/** Cities whose places differ for good after week ten, and whose weeks depend on those before. */
function uneven(of: { seed: number; near: number; beside: number; around: number; controls: number }): PlaceWeeks[] {
  const random = seededRandom(of.seed)
  const normal = () => Math.sqrt(-2 * Math.log(random() + 1e-12)) * Math.cos(2 * Math.PI * random())
  const season = Array.from({ length: 20 }, () => 0.1 * normal())
  const users = (level: number, effect: number) => {
    const own = effect + 0.1 * normal()
    let rest = 0.1 * normal()
    return season.map((all, week) => {
      rest = 0.5 * rest + 0.1 * normal()
      return Math.round(level * Math.exp(all + rest + (week >= plan.opened ? own : 0)))
    })
  }
  return [
    place(1, 0, users(300, of.near)),
    ...Array.from({ length: of.around }, (_, k) => place(10 + k, 400, users(250, of.beside))),
    ...Array.from({ length: of.controls }, (_, k) => place(100 + k, 2000, users(200 + 10 * k, 0))),
  ]
}

/** The first place's effect by least squares, with an effect of every place and every week: by normal equations. */
function regressed(places: readonly PlaceWeeks[], opened: number): number {
  const weeks = places[0]!.users.length
  const size = places.length + weeks
  const [left, right] = [
    Array.from({ length: size }, () => new Array<number>(size).fill(0)),
    new Array<number>(size).fill(0),
  ]
  places.forEach(({ users }, unit) => {
    users.forEach((value, week) => {
      const row = [
        unit,
        ...(week > 0 ? [places.length + week - 1] : []),
        ...(unit === 0 && week >= opened ? [size - 1] : []),
      ]
      for (const a of row) {
        right[a]! += Math.log1p(value!)
        for (const b of row) left[a]![b]! += 1
      }
    })
  })
  return solved(left, right)[size - 1]!
}

/** Gauss and Jordan. */
function solved(left: number[][], right: number[]): number[] {
  for (let at = 0; at < right.length; at++) {
    const pivot = left[at]![at]!
    for (let row = 0; row < right.length; row++) {
      if (row === at) continue
      const by = left[row]![at]! / pivot
      for (let column = at; column < right.length; column++) left[row]![column]! -= by * left[at]![column]!
      right[row]! -= by * right[at]!
    }
  }
  return right.map((value, at) => value / left[at]![at]!)
}

const evaluated = (places: PlaceWeeks[]): Evaluation => {
  const outcome = evaluate(places, plan)
  if (outcome.verdict !== 'evaluated') throw new Error(JSON.stringify(outcome))
  return outcome
}

describe('an evaluation', () => {
  it('finds what a site brought where it brought something, with its interval and few donors like it', () => {
    const { treated, spillover, net, donors, preTrend, placeboInTime } = evaluated(city({ near: Math.log(1.5) }))
    expect(treated.share).to.be.closeTo(0.5, 0.06)
    expect(treated.interval.low).to.be.within(0.2, 0.5)
    expect(treated.interval.high).to.be.within(0.5, 0.8)
    expect(spillover!.interval.low).to.be.below(0.02)
    expect(spillover!.interval.high).to.be.above(-0.02)
    expect(net.users).to.be.within(120, 300)
    expect(donors.p).to.equal(donors.floor)
    expect(donors.floor).to.be.closeTo(1 / 31, 1e-12)
    expect(preTrend!.equivalent).to.equal(true)
    expect(Math.abs(placeboInTime)).to.be.below(0.05)
  })

  it('finds nothing where nothing came of it, and says that the placebo does as well', () => {
    const { treated, donors } = evaluated(city())
    expect(treated.interval.low).to.be.below(0)
    expect(treated.interval.high).to.be.above(0)
    expect(donors.p).to.be.above(0.05)
  })

  it('finds that a site only moved people: its gain is its neighbours’ loss', () => {
    const { treated, spillover, net } = evaluated(city({ near: Math.log(2), beside: Math.log(1 - 400 / 1800) }))
    expect(treated.users).to.be.above(300)
    expect(spillover!.users).to.be.below(-300)
    expect(net.interval.low).to.be.below(0)
    expect(net.interval.high).to.be.above(0)
  })

  it('does not call trends parallel that were not', () => {
    expect(evaluated(city({ trend: 0.1 })).preTrend!.equivalent).to.equal(false)
  })

  it('counts no control that is unlike it, near, or has something new itself', () => {
    const places = city()
    const without = places.filter(({ distance }) => distance <= 1000)
    const unlike = places.flatMap((one) => {
      if (one.distance <= 1000) return []
      return [
        { ...one, quintile: 1 },
        { ...one, level: 3 },
        { ...one, treatedFrom: 12 },
        { ...one, distance: 900, treatedFrom: 3 },
      ]
    })
    expect(evaluate([...without, ...unlike], plan)).to.deep.equal({
      verdict: 'not enough evidence yet',
      lacks: [{ what: 'controls', has: 0, needs: 10 }],
    })
  })

  const lacks = (places: PlaceWeeks[], changed = plan) => {
    const outcome = evaluate(places, changed) as NotEnoughEvidence
    expect(outcome.verdict).to.equal('not enough evidence yet')
    return outcome.lacks.map(({ what, has }) => `${what} ${has}`)
  }

  it('refuses without 8 weeks before, 4 after, 10 controls, or four fifths of the time at work, and says what is missing', () => {
    expect(lacks(city(), { ...plan, opened: 7 })).to.deep.equal(['weeksBefore 7'])
    expect(lacks(city(), { ...plan, opened: 13 })).to.deep.equal(['weeksAfter 3'])
    expect(lacks(city().slice(0, 16))).to.deep.equal(['controls 9'])
    expect(lacks(city().map((one) => (one.id === 1 ? { ...one, availability: 0.79 } : one)))).to.deep.equal([
      'availability 0.79',
    ])
    expect(lacks(city().slice(1))).to.deep.equal(['treated 0'])
  })

  it('says nothing of what cannot be told yet: before a week with the site is over, only weeks are missing', () => {
    const early = city().map((one) => ({ ...one, users: one.users.slice(0, 10), availability: one.id === 1 ? 0 : 1 }))
    expect(lacks(early)).to.deep.equal(['weeksAfter 0'])
  })

  it('counts no control that did not work', () => {
    const idle = city().map((one) => (one.id >= 109 ? { ...one, availability: 0.5 } : one))
    expect(lacks(idle)).to.deep.equal(['controls 9'])
  })

  it('compares no week that the site has not with weeks that it has: a season is no effect', () => {
    const growing = city().map((one) => ({
      ...one,
      users: one.users.map((users, week) => (one.id === 1 && week < 2 ? undefined : users! * Math.exp(0.15 * week))),
    }))
    const { treated, placeboInTime } = evaluated(growing)
    expect(treated.share).to.be.closeTo(0, 0.06)
    expect(placeboInTime).to.be.closeTo(0, 0.08)
  })

  it('does not take a week in which nobody was counted anywhere for one without users', () => {
    const stopped = city({ near: Math.log(2) }).map((one) => ({
      ...one,
      users: one.users.map((users, week) => (week === 4 || week === 12 ? 0 : users)),
    }))
    expect(evaluated(stopped).treated.share).to.be.closeTo(1, 0.1)
    const often = stopped.map((one) => ({ ...one, users: one.users.map((users, week) => (week < 3 ? 0 : users)) }))
    expect(lacks(often)).to.deep.equal(['weeksBefore 6'])
  })

  it('does not count weeks that were not measured', () => {
    const unmeasured = city().map((one) => ({
      ...one,
      users: one.users.map((users, week) => (week < 3 ? undefined : users)),
    }))
    expect(lacks(unmeasured)).to.deep.equal(['weeksBefore 7'])
  })

  it('covers the truth in about 95 of 100 cities', () => {
    let covered = 0
    for (let seed = 1; seed <= 100; seed++) {
      const { interval } = evaluated(city({ near: Math.log(1.3), seed })).treated
      if (interval.low <= 0.3 && interval.high >= 0.3) covered++
    }
    expect(covered).to.be.within(90, 99)
  })

  it('covers it as often with the fewest controls and few places around', () => {
    for (const around of [1, 5]) {
      let [near, beside] = [0, 0]
      for (let seed = 1; seed <= 400; seed++) {
        const places = uneven({ seed: seed * 7919, near: 0.3, beside: -0.1, around, controls: 10 })
        const outcome = evaluate(places, plan, { resamples: 299, seed }) as Evaluation
        const { treated, spillover } = outcome
        if (treated.interval.low <= Math.expm1(0.3) && treated.interval.high >= Math.expm1(0.3)) near++
        if (spillover!.interval.low <= Math.expm1(-0.1) && spillover!.interval.high >= Math.expm1(-0.1)) beside++
      }
      expect(near / 400, 'near').to.be.within(0.91, 0.985)
      expect(beside / 400, 'beside').to.be.within(0.91, 0.985)
    }
  })

  it('is the coefficient of a regression with effects of places and weeks (two-way fixed effects)', () => {
    const places = city({ near: Math.log(1.4) }).filter(({ distance }) => distance <= 250 || distance > 1000)
    const { treated } = evaluated(places)
    expect(Math.log1p(treated.share)).to.be.closeTo(regressed(places, plan.opened), 1e-9)
  })
})

describe('a programme', () => {
  it('pools its sites, and is surer than each of them', () => {
    const sites = [1, 2, 3, 4, 5, 6].map((seed) => evaluated(city({ near: Math.log(1.2), seed })))
    const { users, interval } = pooled(sites.map(({ net, draws }) => ({ users: net.users, draws })))
    const alone = sites.map(({ net }) => net)
    expect(users).to.be.closeTo(alone.reduce((sum, net) => sum + net.users, 0) / 6, 1e-9)
    const widest = Math.max(...alone.map(({ interval }) => interval.high - interval.low))
    expect(interval.high - interval.low).to.be.below(widest)
    expect(interval.low).to.be.below(users)
    expect(interval.high).to.be.above(users)
  })

  it('of one site says what the site says of itself', () => {
    const { net, draws } = evaluated(city({ near: Math.log(1.5) }))
    const { users, interval } = pooled([{ users: net.users, draws }])
    expect(users).to.equal(net.users)
    expect(interval).to.deep.equal(net.interval)
  })

  it('covers the mean of sites that differ, and of sites that do not, in about 95 of 100 programmes', () => {
    for (const differ of [0, 60]) {
      let covered = 0
      for (let seed = 1; seed <= 200; seed++) {
        const random = seededRandom(seed * 104_729)
        const normal = () => Math.sqrt(-2 * Math.log(random() + 1e-12)) * Math.cos(2 * Math.PI * random())
        const sites = Array.from({ length: 5 }, () => {
          const users = 100 + differ * normal() + 30 * normal()
          return { users, draws: Float64Array.from({ length: 199 }, () => users + 30 * normal()) }
        })
        const { low, high } = pooled(sites, { seed }).interval
        if (low <= 100 && high >= 100) covered++
      }
      expect(covered / 200, `sites differ by ${differ}`).to.be.within(0.9, 0.99)
    }
  })
})

describe('what a site did, in a word', () => {
  it('is that it helped, only moved people, did harm, or is not clear', () => {
    expect(verdictOf(evaluated(city({ near: Math.log(1.5) })))).to.equal('helped')
    expect(verdictOf(evaluated(city({ near: Math.log(2), beside: Math.log(1 - 400 / 1800) })))).to.equal('moved')
    expect(verdictOf(evaluated(city({ beside: Math.log(0.7) })))).to.equal('harmed')
    expect(verdictOf(evaluated(city()))).to.equal('unclear')
    expect(verdictOf(evaluated(city({ trend: 0.2 }))), 'it went another way before').to.equal('unclear')
  })

  it('comes with what speaks against it', () => {
    expect(doubtsAbout(evaluated(city({ near: Math.log(1.5) })))).to.deep.equal([])
    expect(doubtsAbout(evaluated(city({ near: Math.log(1.5), trend: 0.1 })))).to.include('trend')
    expect(doubtsAbout(evaluated(city()))).to.include('donors')
    const few = city({ near: Math.log(1.5) }).slice(0, 17)
    expect(doubtsAbout(evaluated(few))).to.deep.equal(['few'])
  })
})

describe('what would have been without the site', () => {
  it('is each place as it was before, with the change of those it is compared with', () => {
    const week = (...users: Array<number | undefined>) => users
    const without = expectedWithout([week(99, 99, 500, undefined)], [week(9, 9, 19, 19), week(99, 99, 199, 199)], 2)
    expect(without.map((users) => users && Math.round(users))).to.deep.equal([99, 99, 199, 199])
    expect(expectedWithout([], [week(1, 1, 1)], 2)).to.deep.equal([undefined, undefined, undefined])
  })

  it('is nobody where nobody was', () => {
    const [, , after] = expectedWithout([[0, 0, 80]], [[10, 10, 10]], 2)
    expect(after).to.be.closeTo(0, 1e-9)
  })
})

describe('accounts of a new site’s users', () => {
  const users = (count: number, daysAway: number | undefined, usualSite?: number) =>
    Array.from({ length: count }, () => ({ daysAway, usualSite }))

  it('tell new, returned and moved residents, and where they came from', () => {
    const all = [
      ...users(40, undefined),
      ...users(20, 90, 1),
      ...users(30, 2, 7),
      ...users(12, 89, 8),
      ...users(5, 3, 9),
    ]
    const { movedFrom, ...counts } = shownArrivals(arrivals(all))
    expect(counts).to.deep.equal({ users: 107, firstTime: 40, returned: 20, moved: 47 })
    expect([...movedFrom], 'beside the 12 of another, the 5 could be told').to.deep.equal([[7, 30]])
  })

  it('are added up over weeks, by where they came from too', () => {
    const { movedFrom, ...counts } = sumOf([
      arrivals(users(3, 2, 7)),
      arrivals([...users(2, 5, 7), ...users(4, undefined)]),
    ])
    expect(counts).to.deep.equal({ firstTime: 4, returned: 0, moved: 5 })
    expect([...movedFrom]).to.deep.equal([[7, 5]])
  })

  it('leave each hidden count twelve numbers that it could be', () => {
    fc.assert(
      fc.property(fc.tuple(fc.nat(25), fc.nat(25), fc.nat(25)), (sizes) => {
        const all = [...users(sizes[0], undefined), ...users(sizes[1], 100), ...users(sizes[2], 1)]
        const { users: total, firstTime, returned, moved } = shownArrivals(arrivals(all))
        const parts = [firstTime, returned, moved]
        const hidden = parts.filter((part) => part === undefined).length
        if (total === undefined || hidden === 0) return
        const left = parts.reduce((sum: number, part) => sum - (part ?? 0), total)
        expect(left - hidden, `${sizes}`).to.be.at.least(11)
      }),
    )
  })

  it('name no site where those of the others would be 1 to 10', () => {
    const shown = (...counts: Array<[number, number]>) =>
      shownArrivals(arrivals(counts.flatMap(([site, count]) => users(count, 2, site)))).movedFrom
    expect([...shown([7, 30], [8, 4])]).to.deep.equal([])
    expect([...shown([7, 30], [8, 20], [9, 4])]).to.deep.equal([[7, 30]])
    expect([...shown([7, 30], [8, 20])]).to.deep.equal([
      [7, 30],
      [8, 20],
    ])
  })

  it('show no count of 1 to 10, nor let one be worked out from the others', () => {
    fc.assert(
      fc.property(fc.tuple(fc.nat(30), fc.nat(30), fc.nat(30)), (sizes) => {
        const all = [...users(sizes[0], undefined), ...users(sizes[1], 100), ...users(sizes[2], 1)]
        const { users: total, firstTime, returned, moved } = shownArrivals(arrivals(all))
        const parts = [firstTime, returned, moved]
        sizes.forEach((size, at) => {
          if (size > 0 && size < 11) expect(parts[at]).to.equal(undefined)
        })
        if (total !== undefined && sizes.some((size) => size > 10))
          expect(parts.filter((part) => part === undefined).length).to.not.equal(1)
      }),
    )
  })
})

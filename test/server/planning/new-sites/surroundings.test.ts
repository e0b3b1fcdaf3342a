import { expect } from 'chai'
import { fifthsByNeed } from '../../../../server/planning/equity/fifths.ts'
import { whereWorked } from '../../../../server/planning/new-sites/at-work.ts'
import { sharesWorked } from '../../../../server/planning/new-sites/availability.ts'
import { type OpenedSite, openingOf } from '../../../../server/planning/new-sites/openings.ts'
import { surroundingsOf } from '../../../../server/planning/new-sites/surroundings.ts'
import { seriesOf, weeksAround } from '../../../../server/planning/new-sites/weeks.ts'

const METRES_A_DEGREE = 111_195

/** A site so many metres north of the new one. */
const site = (id: number, metres: number, other: Partial<OpenedSite> = {}): OpenedSite => ({
  ...{ id, name: `${id}`, latitude: 19.4 + metres / METRES_A_DEGREE, longitude: -99.1, neighbourhoodId: 1 },
  ...{
    programme: 'P',
    hotspots: [{ id: id * 10, installedOn: null }],
    openedOn: null,
    proposalId: null,
    closedOn: null,
  },
  ...other,
})
const counted = { first: '2025-06-02', last: '2026-05-25' }

describe('the weeks around an opening', () => {
  it('leave out the week in which it opened on another day than Monday, and begin where counting did', () => {
    const around = weeksAround('2026-03-04', { first: '2026-02-16', last: '2026-03-16' })
    expect(around.weeks[around.opened]).to.equal('2026-03-09')
    const series = seriesOf(around, new Map([['2026-03-09', 7]]))
    expect(series).to.deep.equal([0, 0, undefined, 7, 0])
  })

  it('begin with the site where it opened on a Monday, and end half a year later', () => {
    const around = weeksAround('2025-09-01', counted)
    expect(around.weeks[around.opened]).to.equal('2025-09-01')
    expect(around.weeks.at(-1)).to.equal(around.until)
    expect(around.weeks.length - around.opened).to.equal(26)
  })
})

describe('the opening of a site', () => {
  const of = (...days: Array<string | null>) =>
    site(1, 0, { hotspots: days.map((installedOn, id) => ({ id, installedOn })) })

  it('is that of its first hotspot, unless one has been there since nobody knows when', () => {
    expect(openingOf(of('2026-03-02', '2025-01-01'), new Map()).openedOn).to.equal('2025-01-01')
    expect(openingOf(of('2026-03-02', null), new Map()).openedOn).to.equal(null)
  })

  it('is what its proposal says', () => {
    const proposals = new Map([[0, { id: 4, hotspotId: 0, installedOn: '2026-03-05' }]])
    expect(openingOf(of('2026-03-02'), proposals)).to.include({ openedOn: '2026-03-05', proposalId: 4 })
  })
})

describe('what a new site is weighed against', () => {
  const opened = site(1, 0, { openedOn: '2026-03-02' })
  const weeks = weeksAround('2026-03-02', counted)
  const weighed = (others: OpenedSite[], before: Array<[number, number]>) =>
    surroundingsOf(opened, {
      ...{ sites: [opened, ...others], weeks, before: new Map(before) },
      fifths: new Map([
        [1, 4],
        [2, 1],
      ]),
    })
  const ids = (places: ReadonlyArray<{ id: number }>) => places.map(({ id }) => id)

  it('is divided by distance, need and use', () => {
    const others = [site(2, 200), site(3, 700), site(4, 2000), site(5, 1500, { neighbourhoodId: 2 }), site(6, 3000)]
    const { area, around, controls, quintile } = weighed(others, [
      ...[[2, 50] as const, [3, 50] as const, [4, 50] as const, [5, 50] as const, [6, 1] as const].map(
        ([id, users]) => [id, users] as [number, number],
      ),
    ])
    expect(ids(area)).to.deep.equal([1, 2])
    expect(ids(around)).to.deep.equal([3])
    expect(ids(controls), 'alike in need and use').to.deep.equal([4])
    expect(quintile).to.equal(4)
  })

  it('compares with places of any use where nobody was before, but with none that nobody used', () => {
    const { controls, level } = weighed(
      [site(4, 2000), site(5, 3000), site(6, 2500)],
      [
        [4, 50],
        [5, 1],
      ],
    )
    expect(level).to.equal(1)
    expect(ids(controls)).to.deep.equal([4, 5])
  })

  it('leaves out places with something new of their own, or within 1 km of it', () => {
    const newer = { openedOn: '2026-02-10' }
    const others = [
      site(3, 700, newer),
      site(4, 2000),
      site(5, 2800, newer),
      site(6, 9000),
      site(7, 8000, { openedOn: '2020-01-01' }),
    ]
    const { around, controls } = weighed(others, [
      [3, 9],
      [4, 9],
      [5, 9],
      [6, 9],
      [7, 9],
    ])
    expect(ids(around)).to.deep.equal([])
    expect(ids(controls)).to.deep.equal([7, 6])
  })
})

describe('sites that closed in the weeks around an opening', () => {
  const opened = site(1, 0, { openedOn: '2026-03-02' })
  const weeks = weeksAround('2026-03-02', counted)
  const weighed = (...others: OpenedSite[]) =>
    surroundingsOf(opened, {
      ...{ sites: [opened, ...others], weeks, fifths: new Map([[1, 4]]) },
      before: new Map(others.map(({ id }) => [id, 50])),
    })
  const ids = (places: ReadonlyArray<{ id: number }>) => places.map(({ id }) => id)
  const closed = { closedOn: '2026-03-01' }

  it('count as neighbours: a site that only replaces them brought nobody', () => {
    const { around, hasOthers } = weighed(site(3, 700, closed))
    expect(ids(around)).to.deep.equal([3])
    expect(hasOthers).to.equal(true)
    const long = weighed(site(3, 700, { closedOn: '2025-06-01' }))
    expect(ids(long.around)).to.deep.equal([])
    expect(long.hasOthers).to.equal(false)
  })

  it('are not compared with', () => {
    expect(ids(weighed(site(4, 2000, closed), site(5, 2000)).controls)).to.deep.equal([5])
  })

  it('are told apart from another that opened beside it, and from what has always been there', () => {
    expect(weighed(site(2, 100, { openedOn: '2026-04-01' })).hasOthers).to.equal(true)
    expect(weighed(site(2, 100), site(3, 5000, { openedOn: '2026-04-01' })).hasOthers).to.equal(false)
  })
})

describe('the share of the time that a site worked', () => {
  const weeks = ['2026-03-02', '2026-03-09', '2026-03-16', '2026-03-23'].map((week, at) => ({ week, used: at !== 1 }))
  const knownSince = Date.parse('2026-03-16')
  const day = 86_400_000

  it('is told by outages once they are known, by use before', () => {
    const outages = [[knownSince + 10 * day, knownSince + 17 * day] as const]
    const of = (hotspots: number) => sharesWorked({ weeks, hotspots, knownSince, outages })
    expect(of(1).slice(0, 3)).to.deep.equal([1, 0, 1])
    expect(of(1)[3]).to.be.closeTo(3 / 7, 1e-9)
    expect(of(2)[3]).to.be.closeTo(5 / 7, 1e-9)
  })

  it('leaves weeks of an outage out of what is compared, of the site itself only once it is there', () => {
    expect(whereWorked([9, 0, 9, 0], [1, 0.1, 0.8, 0.79])).to.deep.equal([9, undefined, 9, undefined])
    expect(whereWorked([0, 0, 9, 0], [0, 0, 1, 0], 2)).to.deep.equal([0, 0, 9, undefined])
  })
})

describe('fifths of the residents by need', () => {
  it('are told by the residents in an area’s middle; of an unknown need there is none', () => {
    const area = (id: number, residents: number, need: number | null) => ({ id, residents, need })
    const fifths = fifthsByNeed([
      area(1, 100, 0.9),
      area(2, 300, 0.1),
      area(3, 100, 0.1),
      area(4, 500, null),
      area(5, 500, 0.5),
    ])
    expect([...fifths].sort()).to.deep.equal([
      [1, 5],
      [2, 2],
      [3, 2],
      [5, 4],
    ])
  })
})

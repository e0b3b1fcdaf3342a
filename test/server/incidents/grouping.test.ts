import { expect } from 'chai'
import fc from 'fast-check'
import { groupAlerts, type KnownGroup, type OpenAlert } from '../../../server/incidents/grouping.ts'

const MINUTE = 60_000
let nextId = 1
const down = (belongs: OpenAlert['belongs'] = {}, openedAt = 0): OpenAlert => {
  const id = nextId++
  return { id, hotspotId: 1000 + id, kind: 'down', reason: 'no-answer', openedAt, belongs }
}
const times = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index))
const told = (groups: ReturnType<typeof groupAlerts>) =>
  groups.map(({ cause, subjectId, alerts }) => `${cause} ${subjectId}: ${alerts.length}`)

describe('grouping of alerts by cause', () => {
  it('makes one group of a dead gateway with 31 hotspots at as many sites', () => {
    const alerts = times(31, (site) => down({ gateway: 7, site, neighbourhood: 3 }))
    const groups = groupAlerts(
      alerts,
      new Map([
        ['gateway 7', 31],
        ['neighbourhood 3', 400],
      ]),
    )
    expect(told(groups)).to.deep.equal(['gateway 7: 31'])
  })

  it('leaves hotspots of a gateway that works to themselves', () => {
    const alerts = times(3, (site) => down({ gateway: 7, site }))
    expect(
      told(groupAlerts(alerts, new Map([['gateway 7', 31], ...times(3, (site) => [`site ${site}`, 2] as const)]))),
    ).to.have.length(3)
  })

  it('names the controller before the gateway that has the same hotspots, and the site last', () => {
    const alerts = times(4, () => down({ controller: 5, gateway: 7, site: 1 }))
    const sizes = new Map([
      ['controller 5', 4],
      ['gateway 7', 4],
      ['site 1', 4],
    ])
    expect(told(groupAlerts(alerts, sizes))).to.deep.equal(['controller 5: 4'])
  })

  it('names what is known to be at fault before all, for what has failed with it and no more', () => {
    const behind = times(2, () => down({ parent: 9, gateway: 7, site: 1 }))
    const others = times(5, () => down({ parent: null, gateway: 8 }))
    const sizes = new Map([
      ['gateway 7', 31],
      ['gateway 8', 5],
      ['site 1', 2],
      ['parent 9', 30],
    ])
    expect(told(groupAlerts([...behind, ...others], sizes)).sort()).to.deep.equal(['gateway 8: 5', 'parent 9: 2'])
    expect(told(groupAlerts(behind.slice(1), sizes))[0]).to.match(/^hotspot/)
  })

  it('groups what is degraded by what it hangs on alone', () => {
    const degraded = (belongs: OpenAlert['belongs']) => ({ ...down(belongs), kind: 'degraded' as const })
    const alerts = [...times(3, () => degraded({ parent: 9, site: 1 })), ...times(2, () => degraded({ site: 2 }))]
    const groups = groupAlerts(
      alerts,
      new Map([
        ['site 1', 3],
        ['site 2', 2],
      ]),
    )
    expect(told(groups)[0]).to.equal('parent 9: 3')
    expect(groups).to.have.length(3)
    const ids = new Set(alerts.slice(0, 3).map(({ id }) => id))
    const known: KnownGroup = { cause: 'parent', subjectId: 9, kind: 'degraded', openedAt: 0, alertIds: ids }
    expect(told(groupAlerts(alerts.slice(0, 1), new Map(), [known])), 'it goes on').to.deep.equal(['parent 9: 1'])
  })

  it('explains 700 dead agents by as few causes as they have', () => {
    const sizes = new Map<string, number>(times(20, (gateway) => [`gateway ${gateway}`, 35] as const))
    const alerts = times(700, (index) => down({ gateway: index % 20, site: index }))
    expect(groupAlerts(alerts, sizes)).to.have.length(20)
  })

  it('groups most of a neighbourhood that fails within minutes, and not what failed over days', () => {
    const sizes = new Map([['neighbourhood 3', 10]])
    const soon = times(7, (index) => down({ neighbourhood: 3, site: index }, index * MINUTE))
    expect(told(groupAlerts(soon, sizes))).to.deep.equal(['neighbourhood 3: 7'])
    const slowly = times(7, (index) => down({ neighbourhood: 3, site: index }, index * 24 * 60 * MINUTE))
    expect(groupAlerts(slowly, sizes)).to.have.length(7)
  })

  it('keeps an incident together while its hotspots come back, and lets no later fault join it', () => {
    const alerts = times(31, (site) => down({ gateway: 7, site }))
    const sizes = new Map([['gateway 7', 31], ...times(40, (site) => [`site ${site}`, 3] as const)])
    const known: KnownGroup = {
      ...{ cause: 'gateway', subjectId: 7, kind: 'down', openedAt: 0 },
      alertIds: new Set(alerts.map(({ id }) => id)),
    }
    const later = down({ gateway: 7, site: 35 }, 24 * 60 * MINUTE)
    expect(told(groupAlerts([...alerts.slice(0, 2), later], sizes, [known]))).to.deep.equal([
      'gateway 7: 2',
      `hotspot ${later.hotspotId}: 1`,
    ])
  })

  it('gives what a greater cause explains to that', () => {
    const alerts = times(10, (index) => down({ gateway: 7, site: index < 2 ? 1 : index }))
    const known: KnownGroup = {
      ...{ cause: 'site', subjectId: 1, kind: 'down', openedAt: 0 },
      alertIds: new Set(alerts.slice(0, 2).map(({ id }) => id)),
    }
    expect(
      told(
        groupAlerts(
          alerts,
          new Map([
            ['gateway 7', 10],
            ['site 1', 2],
          ]),
          [known],
        ),
      ),
    ).to.deep.equal(['gateway 7: 10'])
  })

  it('groups what is under strain by hotspot alone', () => {
    const alerts = times(5, () => ({ ...down({ gateway: 7 }), kind: 'degraded' as const }))
    expect(groupAlerts(alerts, new Map([['gateway 7', 5]]))).to.have.length(5)
  })

  it('has each alert in exactly one group, whatever comes', () => {
    const place = fc.option(fc.integer({ min: 1, max: 4 }), { nil: null })
    const some = fc.array(
      fc.record({
        gateway: place,
        controller: place,
        parent: place,
        site: place,
        neighbourhood: place,
        at: fc.integer({ min: 0, max: 30 }),
      }),
      { maxLength: 40 },
    )
    fc.assert(
      fc.property(some, fc.integer({ min: 1, max: 12 }), (places, size) => {
        const alerts = places.map(({ at, ...belongs }) => down(belongs, at * MINUTE))
        const causes = ['parent', 'gateway', 'controller', 'site', 'neighbourhood']
        const sizes = new Map(causes.flatMap((cause) => times(4, (id) => [`${cause} ${id + 1}`, size] as const)))
        const grouped = groupAlerts(alerts, sizes).flatMap(({ alerts }) => alerts.map(({ id }) => id))
        expect(grouped.toSorted((a, b) => a - b)).to.deep.equal(alerts.map(({ id }) => id))
      }),
    )
  })

  it('groups 5,000 alerts of 35,000 hotspots in a moment', () => {
    const alerts = times(5000, (index) =>
      down({ gateway: index % 900, site: index, neighbourhood: index % 1800, controller: null }, (index % 60) * 1000),
    )
    const sizes = new Map(times(900, (gateway) => [`gateway ${gateway}`, gateway % 3 ? 6 : 40] as const))
    const groups = groupAlerts(alerts, sizes)
    expect(groups.filter(({ cause }) => cause === 'gateway')).to.have.length(600)
  })
})

import { expect } from 'chai'
import { shareOut } from '../../../../server/health/poller/share-out.ts'
import { type AccessPoint, saysNothing } from '../../../../server/health/readings/agent-reading.ts'
import type { Answered } from '../../../../server/health/readings/results.ts'

const accessPoint = (key: string, more: Partial<AccessPoint> = {}): AccessPoint => ({
  ...{ key, mac: null, name: null, model: null, serial: null, firmware: null, address: null, state: 'up' },
  ...{ clients: 3, uptimeSeconds: 100, load: null, memoryUsed: null, radios: [], ...more },
})

const answer = (accessPoints: AccessPoint[]): Answered => ({
  ...{
    profile: 'p',
    kind: 'access-point',
    responseMs: 5,
    uptimeSeconds: 9000,
    load: 0.5,
    loadIs: 'share',
    memoryUsed: 0.4,
    clients: 12,
  },
  identity: { model: null, serial: null, firmware: null, mac: null, name: null },
  ...{
    ownClients: null,
    members: accessPoints.length || null,
    radios: [],
    uplink: { name: 'eth0', up: true },
    interfaces: [],
    accessPoints,
    ups: null,
  },
  counters: { at: 7, clocks: { sysUpTime: 5 }, interfaces: {} },
})

const hotspot = (id: number, more: Partial<{ key: string; mac: string; serial: string; name: string }> = {}) => ({
  ...{ id, key: null, mac: null, serial: null, name: `hotspot ${id}`, ...more },
})

describe('what an agent says of its hotspots', () => {
  it('is its own answer, where it knows no access points', () => {
    const own = answer([])
    expect([...shareOut(own, { kind: 'access-point', hotspots: [hotspot(1), hotspot(2)] })]).to.deep.equal([
      [1, own],
      [2, own],
    ])
  })

  it('is what a controller says of each, found by key, address, serial or name in any writing', () => {
    const said = shareOut(
      answer([
        accessPoint('1.2', { mac: 'aa:bb:cc:00:00:01', clients: 1 }),
        accessPoint('aa:bb:cc:00:00:02', { clients: 2 }),
        accessPoint('3', { serial: 'SN-3', clients: 3 }),
        accessPoint('4', { name: 'Alameda', clients: 4 }),
      ]),
      {
        kind: 'controller',
        hotspots: [
          hotspot(1, { mac: 'AABB.CC00.0001' }),
          hotspot(2, { key: 'AA-BB-CC-00-00-02' }),
          hotspot(3, { serial: 'sn-3' }),
          hotspot(4, { key: 'alameda' }),
        ],
      },
    )
    for (const id of [1, 2, 3, 4])
      expect(said.get(id)).to.include({ clients: id, uptimeSeconds: 100, memoryUsed: null })
  })

  it('is down, or not listed, or no word at all, and never that the controller is up', () => {
    const hotspots = [hotspot(1, { key: 'a' }), hotspot(2, { key: 'b' })]
    const said = shareOut(answer([accessPoint('a', { state: 'down' })]), { kind: 'controller', hotspots })
    expect([...said]).to.deep.equal([
      [1, 'down'],
      [2, 'unlisted'],
    ])
    const cluster = { kind: 'access-point' as const, hotspots: [hotspot(1), ...hotspots] }
    const members = shareOut(answer([accessPoint('a'), accessPoint('c')]), cluster)
    expect(members.get(2), 'a member that has left its cluster').to.equal('unlisted')
    expect(shareOut(answer([]), { kind: 'controller', hotspots }).get(1)).to.equal('unlisted')
    const cut = { ...answer([accessPoint('a')]), isCut: true }
    expect([...shareOut(cut, { kind: 'controller', hotspots }).values()][1], 'beyond where it broke off').to.equal(
      undefined,
    )
    expect(shareOut({ ...answer([]), isCut: true }, { kind: 'controller', hotspots }).get(1)).to.equal(undefined)
  })

  it('is no word of those whom it lists, where nothing of its answer is understood', () => {
    const nothing = { ...saysNothing('p', 7), responseMs: 5 }
    const hotspots = [hotspot(1), hotspot(2, { key: 'b' })]
    expect([...shareOut(nothing, { kind: 'controller', hotspots }).values()]).to.deep.equal([undefined, undefined])
    expect([...shareOut(nothing, { kind: 'access-point', hotspots }).values()]).to.deep.equal([nothing, undefined])
  })

  it('is not the clients of a whole cluster, for one that is not told from the others', () => {
    const cluster = answer([accessPoint('a'), accessPoint('b')])
    const said = shareOut(cluster, { kind: 'access-point', hotspots: [hotspot(1), hotspot(2, { key: 'b' })] })
    expect(said.get(1)).to.include({ clients: null, load: 0.5 })
    expect(said.get(2)).to.include({ clients: 3 })
    const alone = shareOut(answer([accessPoint('a')]), { kind: 'access-point', hotspots: [hotspot(1)] })
    expect(alone.get(1)).to.include({ clients: 12 })
  })

  describe('of a cluster', () => {
    const cluster = (more: Partial<Answered> = {}): Answered => ({
      ...answer([accessPoint('a', { address: '10.0.0.1', clients: 4 }), accessPoint('b', { clients: 8 })]),
      ...more,
    })
    const answerOf = (kind: Answered['kind'], members: number | null) => ({ ...answer([]), kind, members })
    const own = (said: Answered, host: string) =>
      shareOut(said, { kind: 'access-point', host, hotspots: [hotspot(1)] }).get(1)

    it('is never all clients on one hotspot: those of the access point at the agent’s address, or of its own radios', () => {
      expect(own(cluster(), '10.0.0.1')).to.include({ clients: 4 })
      expect(own(cluster(), '10.0.0.9')).to.include({ clients: null })
      expect(own(cluster({ accessPoints: [], members: 5, ownClients: 3 }), '10.0.0.9')).to.include({ clients: 3 })
      expect(own(cluster({ accessPoints: [], members: 1 }), '10.0.0.9')).to.include({ clients: 12 })
    })

    it('is nobody’s where it does not say how many it speaks for, whatever the operator took it for', () => {
      for (const kind of ['controller', 'cluster'] as const) {
        expect(own(answerOf(kind, null), 'x'), kind).to.include({ clients: null, load: 0.5 })
        expect(own(answerOf(kind, 1), 'x'), kind).to.include({ clients: 12 })
        expect(own(answerOf(kind, 0), 'x'), kind).to.include({ clients: 12 })
      }
      expect(own(answerOf('access-point', null), 'x')).to.include({ clients: 12 })
    })

    it('is of a router that manages access points all of them, until these are hotspots too', () => {
      const router = cluster({ members: null, ownClients: 5, clients: 12 })
      expect(own(router, 'x')).to.include({ clients: 12 })
      const said = shareOut(router, { kind: 'access-point', hotspots: [hotspot(1), hotspot(2, { key: 'b' })] })
      expect([said.get(1), said.get(2)].map((each) => typeof each === 'object' && each.clients)).to.deep.equal([5, 8])
    })
  })
})

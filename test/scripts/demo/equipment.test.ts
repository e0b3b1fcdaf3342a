import { expect } from 'chai'
import { accessPointAgent } from '../../../scripts/demo/access-point.ts'
import { makeCity } from '../../../scripts/demo/city/city.ts'
import { clusterAgent, controllerAgent } from '../../../scripts/demo/equipment/access-points.ts'
import { listenBefore, storeUseBefore } from '../../../scripts/demo/equipment/history.ts'
import { switchAgent, upsAgent } from '../../../scripts/demo/equipment/parents.ts'
import { type Special, specialOf } from '../../../scripts/demo/equipment/special.ts'
import { openWorld } from '../../../scripts/demo/world.ts'
import { type Agent, startSnmpAgents } from '../../../scripts/simulators/snmp/agent.ts'
import { keepEvidence } from '../../../server/health/evidence/keeper.ts'
import { knownStates } from '../../../server/health/known-states.ts'
import { poll } from '../../../server/health/poller/poll.ts'
import { createSnmpEngine } from '../../../server/health/snmp/engine.ts'
import { silentLog } from '../../../server/log.ts'
import { testGateway, twoHotspots } from '../../support/city.ts'
import { createTestDatabase } from '../../support/database.ts'

const MINUTE = 60_000

describe('the equipment of the demo city', () => {
  const city = makeCity()
  const running = city.gateways.map(({ nasIdentifier }) => ({ nasIdentifier, simulated: {} as never }))
  const world = openWorld(city, running, { hotspotByMac: () => ({}) as never }, Date.now())
  const special = specialOf(world.hotspots) as Special

  it('is always at the same hotspots, each of which is one thing', () => {
    const each = [special.secure, special.cellular, special.unused, ...special.cluster, ...special.managed]
    const hung = [...special.switched, ...special.powered]
    expect(new Set([...each, ...hung]).size).to.equal(each.length + hung.length)
    expect(new Set(special.managed.map(({ gateway }) => gateway)).size).to.equal(1)
    for (const site of [special.cluster, special.switched, special.powered]) expect(site.length).to.be.greaterThan(2)
    expect(specialOf(world.hotspots.slice(0, 5))).to.equal(undefined)
  })

  it('is read as what it is: a controller that knows more, a cluster, a switch, a UPS and a cellular uplink', async () => {
    let now = 1_000_000
    special.managed[1]!.condition = 'silent'
    const all: Record<string, Agent> = {
      controller: controllerAgent(special.managed),
      cluster: clusterAgent(special.cluster),
      switch: switchAgent(special.switched),
      ups: upsAgent(0, () => now),
      cellular: accessPointAgent(special.cellular, 'lte1'),
    }
    const agents = await startSnmpAgents({ host: '127.0.0.1', port: 0, agentOf: (name) => all[name] })
    const engine = createSnmpEngine()
    const read = (community: string) =>
      poll(engine.client({ host: '127.0.0.1', port: agents.port, credential: { version: '2c', community } }))
    try {
      const controller = await read('controller')
      expect(controller.profile).to.equal('cisco-wlc')
      const { bssid } = special.managed[0]!.place
      expect(controller.accessPoints.find(({ mac }) => mac === bssid)).to.include({ state: 'up' })
      expect(controller.accessPoints.filter(({ state }) => state === 'down')).to.have.length(1)
      expect(controller.accessPoints).to.have.length(special.managed.length + 2)
      const cluster = await read('cluster')
      expect(cluster).to.include({ profile: 'aruba-instant', members: special.cluster.length })
      expect((await read('switch')).uplink).to.deep.equal({ name: 'uplink1', up: true })
      expect((await read('cellular')).uplink?.name).to.equal('lte1')
      expect((await read('ups')).ups).to.deep.include({ onBattery: false, charge: 1 })
      now += 4 * MINUTE - now + 6 * MINUTE
      expect((await read('ups')).ups)
        .to.include({ onBattery: true })
        .and.to.have.property('charge')
        .that.is.below(0.9)
    } finally {
      await engine.close()
      await agents.close()
    }
  })

  it('has a hotspot that answers and to which nobody comes any more, which is degraded for that', async () => {
    const db = await createTestDatabase()
    try {
      const gatewayId = await testGateway(db)
      const [unused = 0, other = 0] = await twoHotspots(db, gatewayId)
      await storeUseBefore(db, { hotspotId: unused, gatewayId }, 'UTC')
      await db.query
        .insertInto('sessions')
        .values({
          ...{ gateway_id: gatewayId, session_key: 'x', acct_session_id: 'x', hotspot_id: other },
          ...{ started_at: new Date(), updated_at: new Date() },
        })
        .execute()
      await db.query.insertInto('hotspot_health').values({ hotspot_id: unused, state: 'up' }).execute()
      await listenBefore(db)
      await keepEvidence({ db, log: silentLog, timeZone: 'UTC' })
      expect((await knownStates(db)).get(unused)).to.include({ state: 'degraded', cause: 'unused' })
    } finally {
      await db.close()
    }
  })
})

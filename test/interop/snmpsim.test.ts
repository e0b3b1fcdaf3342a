import { expect } from 'chai'
import { profileDiscovery } from '../../server/health/profiles/discover.ts'
import { loadProfiles } from '../../server/health/profiles/index.ts'
import { createSnmpEngine, type SnmpEngine } from '../../server/health/snmp/engine.ts'
import { pollOf } from '../server/health/polled.ts'
import { readFixture } from '../support/fixtures.ts'
import { requirePeer } from '../support/peers.ts'
import { type RunningSnmpsim, startSnmpsim } from '../support/snmpsim.ts'

/** An access point, a controller, a cluster and a UPS. */
const names = ['routeros', 'cisco-wlc', 'aruba-instant', 'ups']

describe('walks of our own, played by snmpsim', () => {
  let snmpsim: RunningSnmpsim | undefined
  let engine: SnmpEngine
  const discovery = profileDiscovery(loadProfiles())
  const readings = JSON.parse(readFixture('snmp/readings.json'))
  before(async function () {
    engine = createSnmpEngine()
    const walks = new Map(names.map((name) => [name, readFixture(`snmp/${name}.snmprec`)]))
    snmpsim = await startSnmpsim(requirePeer(this, 'snmpsimd'), walks)
  })
  after(async () => {
    await engine.close()
    await snmpsim?.close()
  })

  for (const community of names)
    it(`give by SNMP what is written beside them, by discovery and by the plan: ${community}`, async () => {
      const at = { host: '127.0.0.1', port: snmpsim!.port, credential: { version: '2c' as const, community } }
      const client = engine.client(at, { timeoutMs: 2000, retries: 2 })
      const reading = await pollOf(await discovery.discover(client), client)
      const { profile, clients, uptimeSeconds, accessPoints, ups } = readings[community]
      expect(reading).to.include({ profile, clients, uptimeSeconds })
      if (accessPoints) expect(reading!.accessPoints).to.deep.equal(accessPoints)
      expect(reading!.ups).to.deep.equal(ups ?? null)
    })
})

import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { type SnmpAgents, startSnmpAgents } from '../../../scripts/simulators/snmp-agent.ts'
import { replayAgent } from '../../../scripts/simulators/snmp-replay.ts'
import { poll } from '../../../server/health/poll.ts'
import { interfaceRates } from '../../../server/health/rates.ts'
import { uplinkOf } from '../../../server/health/traffic.ts'
import { packageRoot } from '../../../server/package-root.ts'

const folder = join(packageRoot, '../shared/data/snmp')
const timing = { timeoutMs: 1000, retries: 1 }

/** Clients, CPU and memory as LibreNMS reads them from the same captures; null: it reads none. */
const expected: Record<
  string,
  { profile: string; clients: number | null; load: number | null; memory: number | null }
> = {
  airos: { profile: 'airos', clients: 22, load: 0.04, memory: null },
  airos_airos8: { profile: 'airos', clients: 1, load: 0.06, memory: null },
  'aruba-instant': { profile: 'aruba-instant', clients: 0, load: 0.0667, memory: 0.683 },
  ciscowlc_cbw240ac: { profile: 'cisco-wlc', clients: 23, load: 0.06, memory: 0.59 },
  cnpilote: { profile: 'cnpilot', clients: null, load: null, memory: null },
  epmp: { profile: 'epmp', clients: 1, load: 0.42, memory: null },
  merakimr_mr28: { profile: 'meraki', clients: null, load: null, memory: null },
  openwrt: { profile: 'openwrt', clients: 3, load: 0.025, memory: 0.1 },
  routeros: { profile: 'routeros', clients: 11, load: 0.0525, memory: 0.41 },
  'ruckuswireless-unleashed_legacy-unleashed': { profile: 'ruckus-unleashed', clients: null, load: 0, memory: 0.24 },
  unifi: { profile: 'unifi', clients: 4, load: 0.22, memory: 0.38 },
  unifi_nanohd: { profile: 'unifi', clients: 18, load: 0.0275, memory: 0.75 },
}

describe('captures of real access points', () => {
  let agents: SnmpAgents
  before(async function () {
    if (!existsSync(folder)) {
      console.log(`      skipped: the captures in ${folder} are absent`)
      this.skip()
    }
    const captured = new Map(
      readdirSync(folder)
        .filter((name) => name.endsWith('.snmprec'))
        .map((name) => [name.replace('.snmprec', ''), replayAgent(readFileSync(join(folder, name), 'utf8'))]),
    )
    agents = await startSnmpAgents({ host: '127.0.0.1', port: 0, agentOf: (name) => captured.get(name) })
  })
  after(() => agents?.close())

  const read = (name: string) => poll({ host: '127.0.0.1', port: agents.port, community: name }, timing)

  for (const [name, { profile, clients, load, memory }] of Object.entries(expected)) {
    it(`${name} is read by the profile ${profile}, with the clients, load and memory that LibreNMS reads`, async () => {
      const reading = await read(name)
      expect(reading.profile).to.equal(profile)
      expect(reading.clients).to.equal(clients)
      if (load === null) expect(reading.load).to.equal(null)
      else expect(reading.load).to.be.closeTo(load, 0.001)
      if (memory === null) expect(reading.memoryUsed).to.equal(null)
      else expect(reading.memoryUsed).to.be.closeTo(memory, 0.006)
    })
  }

  it('a capture without a 64-bit counter and one with them give each interface the counters it has', async () => {
    const nano = await read('unifi_nanohd')
    expect(nano.counters.interfaces.eth0).to.include({ inOctets: '70706526374', bits: 64 })
    expect(Object.keys(nano.counters.interfaces)).to.have.length(29)
    expect(uplinkOf(nano.interfaces)).to.equal('eth0')
    expect(uplinkOf((await read('openwrt')).interfaces)).to.equal('wan')
  })

  it('the same capture twice gives no traffic, not unknown traffic', async () => {
    const first = await read('unifi_nanohd')
    const again = {
      ...first.counters,
      at: first.counters.at + 60_000,
      clocks: { sysUpTime: first.counters.clocks.sysUpTime! + 6000 },
    }
    expect(interfaceRates(first.counters, again).get('eth0')).to.deep.equal({ inBps: 0, outBps: 0 })
  })

  it('the profile found before is used again, and a device that was replaced is found out', async () => {
    const target = { host: '127.0.0.1', port: agents.port, community: 'routeros' }
    expect((await poll(target, timing, 'routeros')).clients).to.equal(11)
    expect(await poll(target, timing, 'unifi')).to.include({ profile: 'routeros', clients: 11 })
  })
})

import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { type SnmpAgents, startSnmpAgents } from '../../../scripts/simulators/snmp/agent.ts'
import { replayAgent } from '../../../scripts/simulators/snmp/replay.ts'
import { poll, type Reading } from '../../../server/health/poller/poll.ts'
import { profiles } from '../../../server/health/profiles/index.ts'
import { generic } from '../../../server/health/profiles/open.ts'
import { interfaceRates } from '../../../server/health/readings/rates.ts'
import { columnsOf, scalarsOf } from '../../../server/health/readings/reading.ts'
import { uplinkOf } from '../../../server/health/readings/traffic.ts'
import { packageRoot } from '../../../server/package-root.ts'
import { fixture, readFixture } from '../../support/fixtures.ts'

const timing = { timeoutMs: 1000, retries: 1 }

/** The captures of a folder by name, each the text of an snmprec file. */
const capturesIn = (folder: string): Map<string, string> =>
  new Map(
    readdirSync(folder)
      .filter((name) => name.endsWith('.snmprec'))
      .map((name) => [name.replace('.snmprec', ''), readFileSync(join(folder, name), 'utf8')]),
  )

/** One agent for each capture; its name is the community. */
function replay(captures: ReadonlyMap<string, string>): Promise<SnmpAgents> {
  const captured = new Map([...captures].map(([name, text]) => [name, replayAgent(text)]))
  return startSnmpAgents({ host: '127.0.0.1', port: 0, agentOf: (name) => captured.get(name) })
}

/** The same answer a minute later, by the agent's clock too. */
const minuteLater = ({ counters }: Reading): Reading['counters'] => ({
  ...counters,
  at: counters.at + 60_000,
  clocks: { sysUpTime: counters.clocks.sysUpTime! + 6000 },
})

/** What is beside each walk of our own. */
interface Written {
  profile: string
  clients: number | null
  load: number | null
  loadIs: string
  memoryUsed: number | null
  uptimeSeconds: number
  uplink: string
  uplinkInOctets: string
  uplinkBits: number
}

describe('walks of our own', () => {
  const walks = capturesIn(fixture('snmp'))
  const readings = JSON.parse(readFixture('snmp/readings.json')) as Record<string, Written>
  let agents: SnmpAgents
  before(async () => {
    agents = await replay(walks)
  })
  after(() => agents.close())

  const target = (community: string) => ({
    host: '127.0.0.1',
    port: agents.port,
    credential: { version: '2c' as const, community },
  })
  const read = (name: string) => poll(target(name), timing)

  for (const name of walks.keys())
    it(`${name} gives the readings written beside it`, async () => {
      const { load, memoryUsed, uplink, uplinkInOctets, uplinkBits, ...exact } = readings[name]!
      const reading = await read(name)
      expect(reading).to.include(exact)
      for (const [value, expected] of [
        [reading.load, load],
        [reading.memoryUsed, memoryUsed],
      ] as const)
        if (expected === null) expect(value).to.equal(null)
        else expect(value).to.be.closeTo(expected, 1e-9)
      expect(uplinkOf(reading.interfaces)).to.equal(uplink)
      expect(reading.counters.interfaces[uplink]).to.include({ inOctets: uplinkInOctets, bits: uplinkBits })
    })

  it('hold every object that any profile reads', () => {
    const oids = [...walks.values()].flatMap((text) => text.split('\n').map((line) => line.split('|')[0]!))
    const all = [...profiles, generic]
    const absent = [
      ...all.flatMap(scalarsOf).filter((scalar) => !oids.includes(scalar)),
      ...all.flatMap(columnsOf).filter((column) => !oids.some((oid) => oid.startsWith(`${column}.`))),
    ]
    expect(absent).to.deep.equal([])
    const read = new Set(Object.values(readings).map(({ profile }) => profile))
    expect([...read].sort()).to.deep.equal(all.map(({ name }) => name).sort())
  })

  it('played twice give no traffic, not unknown traffic, on counters of 64 bits and of 32', async () => {
    for (const name of ['unifi', 'airos']) {
      const first = await read(name)
      expect(interfaceRates(first.counters, minuteLater(first)).get('eth0')).to.deep.equal({ inBps: 0, outBps: 0 })
    }
  })

  it('are read by the profile found before, and a device that was replaced is found out', async () => {
    expect(await poll(target('routeros'), timing, 'routeros')).to.include({ profile: 'routeros', clients: 13 })
    expect(await poll(target('routeros'), timing, 'unifi')).to.include({ profile: 'routeros', clients: 13 })
  })
})

const realCaptures = join(packageRoot, '../shared/data/snmp')

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
    if (!existsSync(realCaptures)) {
      console.log(`      skipped: the captures in ${realCaptures} are absent`)
      this.skip()
    }
    agents = await replay(capturesIn(realCaptures))
  })
  after(() => agents?.close())

  const read = (name: string) =>
    poll({ host: '127.0.0.1', port: agents.port, credential: { version: '2c', community: name } }, timing)

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
    expect(interfaceRates(first.counters, minuteLater(first)).get('eth0')).to.deep.equal({ inBps: 0, outBps: 0 })
  })

  it('the profile found before is used again, and a device that was replaced is found out', async () => {
    const target = {
      host: '127.0.0.1',
      port: agents.port,
      credential: { version: '2c' as const, community: 'routeros' },
    }
    expect((await poll(target, timing, 'routeros')).clients).to.equal(11)
    expect(await poll(target, timing, 'unifi')).to.include({ profile: 'routeros', clients: 11 })
  })
})

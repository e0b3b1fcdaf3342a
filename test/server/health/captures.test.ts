import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import fc from 'fast-check'
import { startSnmpAgents } from '../../../scripts/simulators/snmp/agent.ts'
import { replayAgent } from '../../../scripts/simulators/snmp/replay.ts'
import { poll, pollByPlan } from '../../../server/health/poller/poll.ts'
import { discoverAgent, profileDiscovery } from '../../../server/health/profiles/discover.ts'
import { loadProfiles } from '../../../server/health/profiles/index.ts'
import { recordedWalk } from '../../../server/health/profiles/recorded-walk.ts'
import type { Reading } from '../../../server/health/readings/agent-reading.ts'
import { channelOf } from '../../../server/health/readings/radios.ts'
import { interfaceRates } from '../../../server/health/readings/rates.ts'
import type { SnmpClient, Value } from '../../../server/health/snmp/client.ts'
import { createSnmpEngine } from '../../../server/health/snmp/engine.ts'
import { packageRoot } from '../../../server/package-root.ts'
import { fixture, readFixture } from '../../support/fixtures.ts'
import { pollOf } from './polled.ts'

const profiles = loadProfiles()

/** The captures of a folder by name, each the text of an snmprec file. */
const capturesIn = (folder: string): Map<string, string> =>
  new Map(
    readdirSync(folder)
      .filter((name) => name.endsWith('.snmprec'))
      .map((name) => [name.replace('.snmprec', ''), readFileSync(join(folder, name), 'utf8')]),
  )

/** An agent that says something else in place of every so many of its values. */
function replaced(client: SnmpClient, instead: ReadonlyArray<Value | null>): SnmpClient {
  const at = (oid: string) => [...oid].reduce((sum, digit) => (sum * 31 + digit.charCodeAt(0)) % 9973, 0)
  const value = (oid: string, own: Value): Value =>
    oid === '1.3.6.1.2.1.1.2.0' ? own : (instead[at(oid) % instead.length] ?? own)
  return {
    get: async (oids) => new Map([...(await client.get(oids))].map(([oid, own]) => [oid, value(oid, own)])),
    next: (oid) => client.next(oid),
    async walk(roots) {
      const { values, complete } = await client.walk(roots)
      for (const [root, cells] of values)
        for (const [index, own] of cells) cells.set(index, value(`${root}.${index}`, own))
      return { values, complete }
    },
  }
}

/** The same answer a minute later, by the agent's clock too. */
const minuteLater = ({ counters }: Reading): Reading['counters'] => ({
  ...counters,
  at: counters.at + 60_000,
  clocks: { sysUpTime: counters.clocks.sysUpTime! + 6000 },
})

const near = (actual: number | null, expected: number | null, delta: number) =>
  expected === null ? expect(actual).to.equal(null) : expect(actual).to.be.closeTo(expected, delta)

/** What is beside each walk of our own: what Plaza must read from it. */
interface Written {
  profile: string
  clients: number | null
  load: number | null
  loadIs: string
  memoryUsed: number | null
  uptimeSeconds: number
  uplink: string | null
  uplinkInOctets?: string
  uplinkBits?: number
  identity?: Partial<Reading['identity']>
  radios?: unknown[]
  accessPoints?: unknown[]
  ups?: Reading['ups']
}

describe('walks of our own', () => {
  const walks = capturesIn(fixture('snmp'))
  const readings = JSON.parse(readFixture('snmp/readings.json')) as Record<string, Written>
  const discover = (name: string) => discoverAgent(profiles, recordedWalk(walks.get(name)!, name))

  for (const name of walks.keys())
    it(`${name} gives the readings written beside it, at discovery and at each poll`, async () => {
      const { load, memoryUsed, uplink, uplinkInOctets, uplinkBits, identity, radios, accessPoints, ups, ...exact } =
        readings[name]!
      const { reading, plan } = await discover(name)
      for (const each of [reading, await pollOf(plan, recordedWalk(walks.get(name)!, name))]) {
        expect(each).to.include(exact)
        near(each!.load, load, 1e-9)
        near(each!.memoryUsed, memoryUsed, 1e-9)
        expect(each!.uplink?.name ?? null).to.equal(uplink)
        if (uplink !== null && uplinkBits !== undefined)
          expect(each!.counters.interfaces[uplink]).to.include({ inOctets: uplinkInOctets, bits: uplinkBits })
        if (identity) expect(each!.identity).to.include(identity)
        if (radios) expect(each!.radios).to.deep.equal(radios)
        if (accessPoints) expect(each!.accessPoints).to.deep.equal(accessPoints)
        expect(each!.ups).to.deep.equal(ups ?? null)
      }
    })

  it('are there for every profile', () => {
    const read = new Set(Object.values(readings).map(({ profile }) => profile))
    expect([...read].sort()).to.deep.equal([...profiles.all, profiles.generic].map(({ name }) => name).sort())
  })

  it('played twice give no traffic, not unknown traffic, on counters of 64 bits and of 32', async () => {
    for (const name of ['unifi', 'airos']) {
      const { reading: first } = await discover(name)
      expect(interfaceRates(first.counters, minuteLater(first)).get('eth0')).to.deep.equal({ inBps: 0, outBps: 0 })
    }
  })

  it('are read over the wire as from the file', async () => {
    const agents = await startSnmpAgents({
      host: '127.0.0.1',
      port: 0,
      agentOf: (name) => (walks.has(name) ? replayAgent(walks.get(name)!) : undefined),
    })
    const engine = createSnmpEngine()
    try {
      for (const community of ['routeros', 'openwrt', 'generic']) {
        const credential = { version: '2c' as const, community }
        const reading = await poll(engine.client({ host: '127.0.0.1', port: agents.port, credential }))
        const { profile, clients, uptimeSeconds } = readings[community]!
        expect(reading).to.include({ profile, clients, uptimeSeconds })
      }
    } finally {
      await engine.close()
      await agents.close()
    }
  })

  it('give the same plan again of what was learned, and none of a profile that has changed', async () => {
    const { plan } = await discover('unifi')
    const learned = JSON.parse(JSON.stringify(plan.learned))
    const again = profileDiscovery(profiles).plan(learned)
    expect(again?.oids).to.deep.equal(plan.oids)
    expect(profileDiscovery(profiles).plan({ ...learned, digest: 'another' })).to.equal(undefined)
    expect(profileDiscovery(profiles).plan(null)).to.equal(undefined)
  })

  it('are read without any of their lines too: a poll says what discovery said, and no count is negative (property)', async () => {
    const missing = fc.tuple(fc.constantFrom(...walks.keys()), fc.array(fc.boolean(), { minLength: 7, maxLength: 90 }))
    const isKept = (line: string, index: number, kept: readonly boolean[]) =>
      line.startsWith('1.3.6.1.2.1.1.2.0|') || kept[index % kept.length]
    await fc.assert(
      fc.asyncProperty(missing, async ([name, kept]) => {
        const lines = walks.get(name)!.split('\n')
        const client = recordedWalk(lines.filter((line, index) => isKept(line, index, kept)).join('\n'), name)
        const { reading, plan } = await discoverAgent(profiles, client)
        const polled = await pollOf(plan, client)
        const { load, memoryUsed, clients, uplink, radios, accessPoints, identity } = reading
        expect(polled).to.deep.include({ load, memoryUsed, clients, uplink, radios, accessPoints, identity })
        expect(clients ?? 0).to.be.at.least(0)
        expect(memoryUsed ?? 0).to.be.within(0, 1)
        expect(() => plan.reading(new Map())).to.not.throw()
      }),
      { numRuns: 300 },
    )
  })

  it('are read with whatever stands in place of some of their values, and no more is lost than these (property)', async () => {
    const wrong: Value[] = [
      ...[-1, 0.5, 2 ** 40, Number.NaN, Number.POSITIVE_INFINITY, 2n ** 64n - 1n, '', '0.0', '1.3.6.1'],
      ...['', 'a', '12 clients', '-3', '\u0000', '7\u0000'].map((text) => Buffer.from(text)),
      ...[Buffer.of(0, 0, 0, 5), Buffer.of(0xff, 0xfe)],
    ]
    const changed = fc.tuple(
      fc.constantFrom(...walks.keys()),
      fc.array(fc.option(fc.constantFrom(...wrong), { freq: 3 }), { minLength: 7, maxLength: 90 }),
    )
    await fc.assert(
      fc.asyncProperty(changed, async ([name, instead]) => {
        const client = replaced(recordedWalk(walks.get(name)!, name), instead)
        const { reading, plan } = await discoverAgent(profiles, client)
        const before = await discover(name)
        for (const each of [reading, await pollOf(plan, client), await pollOf(before.plan, client)]) {
          if (!each) continue
          const { clients, ownClients, members, load, memoryUsed, uptimeSeconds, radios, accessPoints } = each
          for (const count of [clients, ownClients, members, ...accessPoints.map((one) => one.clients)])
            expect(count === null || (Number.isInteger(count) && count >= 0), `${count} clients`).to.equal(true)
          for (const part of [memoryUsed, ...radios.map(({ utilisation }) => utilisation)])
            expect(part ?? 0).to.be.within(0, 1)
          for (const number of [load, uptimeSeconds, ...radios.map(({ channel }) => channel)])
            expect(number === null || (Number.isFinite(number) && number >= 0), `${number}`).to.equal(true)
          expect(JSON.stringify(each)).to.not.include('\\u0000')
          interfaceRates(reading.counters, minuteLater(each))
        }
      }),
      { numRuns: 300 },
    )
  })

  it('of a controller whose list breaks off are believed as far as it goes, and not for all together', async () => {
    const client = recordedWalk(walks.get('huawei-ac')!, 'huawei-ac')
    const { plan, reading } = await discoverAgent(profiles, client)
    const cut = {
      ...client,
      walk: async (roots: readonly string[]) => ({ ...(await client.walk(roots)), complete: false }),
    }
    const polled = await pollByPlan(cut, { ...plan, named: null })
    const said = { accessPoints: reading.accessPoints, clients: null }
    expect(polled).to.deep.include({ ...said, isCut: true })
    const anew = await discoverAgent(profiles, cut)
    expect(anew.reading, 'as when it is discovered').to.deep.include(said)
    expect(await pollByPlan(client, { ...anew.plan, named: null })).to.deep.include({
      accessPoints: reading.accessPoints,
      clients: reading.clients,
    })
  })

  it('do not fit the plan of a device that was replaced', async () => {
    const { plan } = await discover('unifi')
    expect(await pollOf(plan, recordedWalk(walks.get('routeros')!, 'routeros'))).to.equal(undefined)
  })
})

const realCaptures = join(packageRoot, '../shared/data/snmp')

/** By capture: profile, clients, CPU or load, memory in use, uplink, access points. Null: the agent does not tell. */
const expected: Record<string, [string, number | null, number | null, number | null, string | null, number?]> = {
  airos: ['airos', 22, 0.04, null, null],
  airos_airos8: ['airos', 1, 0.06, null, 'eth0'],
  'aruba-instant': ['aruba-instant', 0, 0.0667, 0.683, 'eth0', 3],
  arubaos: ['arubaos', 2654, 0.03, 0.55, 'gigabitethernet0/0/23', 690],
  'asuswrt-merlin': ['asuswrt-merlin', 5, 0.29, 0.18, 'eth0'],
  ciscowlc_cbw240ac: ['cisco-wlc', 23, 0.06, 0.59, 'GigabitEthernet0/0/1', 4],
  cnpilote: ['cnpilot', null, null, null, null],
  epmp: ['epmp', 1, 0.42, null, 'LAN interface 1'],
  ewc: ['extreme-ewc', 10, null, null, 'esa0', 1],
  fortiap_fap831f: ['fortiap', 48, null, null, 'eth0'],
  fortiwlc: ['fortiwlc', 0, 0.06, null, 'eth0'],
  'grandstream-ap_gwn7660': ['grandstream-gwn', 0, 0.0425, null, 'eth0'],
  'hiveos-wireless_320-n': ['hiveos', null, null, null, 'eth1'],
  ligoos_dlb15ac: ['ligowave', 1, 0.46, 0.49, 'eth0'],
  merakimr_mr28: ['meraki-mr', null, null, null, 'wired0'],
  openwrt: ['openwrt', 3, 0.025, 0.1, 'wan'],
  pepwave: ['pepwave', 1, 0.26, 0.1, 'Cellular 2'],
  routeros: ['routeros', 11, 0.0525, 0.41, 'WAN'],
  routeros_rblhgr: ['routeros', null, 0.06, 0.35, 'lte1'],
  'ruckuswireless-unleashed_legacy-unleashed': ['ruckus-unleashed', null, 0, 0.24, 'eth1'],
  ruckuswireless_zd1100: ['ruckus-zonedirector', 23, 0.07, 0.26, null],
  'stellar_oaw-ap1321': ['stellar', 2, 0.07, 0.4, 'eth1'],
  tachyon: ['tachyon', 2, 0.03, 0.36, 'eth0'],
  unifi: ['unifi', 4, 0.22, 0.38, null],
  unifi_nanohd: ['unifi', 18, 0.0275, 0.75, 'eth0'],
  unifi_ukultra: ['unifi', 0, 0.06, null, 'eth0'],
  'vrp_ac6605-26': ['huawei-ac', 7, 0.07, 0.36, 'GigabitEthernet0/0/24', 1],
  xirrus_aos: ['xirrus', 0, null, null, 'eth2'],
  zyxelnwa: ['zyxel-nwa', 65, 0.42, null, null],
}

/** Of what LibreNMS expects to find in a capture. */
interface Beside {
  os?: { discovery: { devices: Array<{ serial: string | null }> } }
  wireless?: Record<'discovery' | 'poller', { wireless_sensors?: Sensor[] } | string>
}
interface Sensor {
  sensor_class: string
  sensor_current: number
}

describe('captures of real access points', () => {
  let captures: Map<string, string>
  before(function () {
    if (!existsSync(realCaptures)) {
      console.log(`      skipped: the captures in ${realCaptures} are absent`)
      this.skip()
    }
    captures = capturesIn(realCaptures)
  })

  const discover = (name: string) => discoverAgent(profiles, recordedWalk(captures.get(name)!, name))
  const beside = (name: string): Beside => {
    const file = join(realCaptures, `${name}.json`)
    return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {}
  }

  it('are all looked at', () => {
    expect(Object.keys(expected).sort()).to.deep.equal([...captures.keys()].sort())
  })

  for (const [name, [profile, clients, load, memory, uplink, accessPoints = 0]] of Object.entries(expected)) {
    it(`${name} is read by the profile ${profile}, with the clients, load and memory that LibreNMS reads`, async () => {
      const { reading, plan } = await discover(name)
      for (const each of [reading, await pollOf(plan, recordedWalk(captures.get(name)!, name))]) {
        expect(each).to.include({ profile, clients })
        near(each!.load, load, 0.001)
        near(each!.memoryUsed, memory, 0.006)
        expect(each!.uplink?.name ?? null).to.equal(uplink)
        expect(each!.accessPoints).to.have.length(accessPoints)
        expect(each!.radios).to.deep.equal(reading.radios)
      }
    })

    it(`${name}: serial, channels and noise are those that LibreNMS finds`, async () => {
      const { reading } = await discover(name)
      const { os, wireless } = beside(name)
      const serial = os?.discovery.devices[0]?.serial
      if (serial) expect(reading.identity.serial).to.equal(serial)
      const found = [wireless?.poller, wireless?.discovery].find((stage) => typeof stage === 'object')
      const sensors = (typeof found === 'object' && found.wireless_sensors) || []
      const values = (kind: string) =>
        sensors.filter((each) => each.sensor_class === kind).map((each) => each.sensor_current)
      const radios = [...reading.radios, ...reading.accessPoints.flatMap((each) => each.radios)]
      if (unusual.has(name)) return
      const channels = values('frequency')
        .filter((mhz) => mhz > 0 && mhz < 57_000)
        .map(channelOf)
      expect(radios.map(({ channel }) => channel)).to.include.members(channels)
      const noise = values('noise-floor').filter((dbm) => dbm < 0)
      expect(radios.map((each) => each.noise)).to.include.members(noise)
    })
  }

  /** A controller whose radios are told of by interface, not by access point. */
  const unusual = new Set(['ewc'])

  it('tell each access point’s clients: those of a cluster are not one hotspot’s', async () => {
    const { reading: cisco } = await discover('ciscowlc_cbw240ac')
    expect(cisco.accessPoints.map(({ name, clients }) => [name, clients])).to.deep.equal([
      ['ap1', 1],
      ['ap2', 8],
      ['ap3', 9],
      ['ap4', 5],
    ])
    const { reading: instant } = await discover('aruba-instant')
    expect(
      instant.accessPoints.map(({ state, model, memoryUsed }) => [state, model, memoryUsed?.toFixed(2)]),
    ).to.deep.equal([
      ['up', '635', '0.68'],
      ['up', '635', '0.78'],
      ['up', '225', '0.34'],
    ])
  })

  it('of 690 access points are read within a few seconds of the processor', async () => {
    const begin = process.cpuUsage()
    const { reading } = await discover('arubaos')
    const { user, system } = process.cpuUsage(begin)
    expect((user + system) / 1000, 'ms').to.be.below(5000)
    expect(reading.accessPoints[0]).to.include({ key: '00:4e:35:c2:22:e8', name: 'ar6-bib4le2n', clients: 21 })
  })
})

import { expect } from 'chai'
import { identifyAgent, isThere } from '../../server/health/discovery/identify.ts'
import { poll } from '../../server/health/poller/poll.ts'
import { loadProfiles } from '../../server/health/profiles/index.ts'
import { interfaceRates } from '../../server/health/readings/rates.ts'
import { NoAnswer } from '../../server/health/snmp/client.ts'
import { createSnmpEngine, type SnmpAddress, type SnmpEngine } from '../../server/health/snmp/engine.ts'
import { tryAgent } from '../../server/health/try-agent.ts'
import { requirePeer } from '../support/peers.ts'
import { type RunningSnmpd, startSnmpd } from '../support/snmpd.ts'

const community = 'plaza-interop'
const timing = { timeoutMs: 500, retries: 1 }

describe('net-snmp snmpd', () => {
  let snmpd: RunningSnmpd | undefined
  let engine: SnmpEngine
  before(async function () {
    engine = createSnmpEngine()
    snmpd = await startSnmpd(requirePeer(this, 'snmpd'), [
      ...[`rocommunity ${community} 127.0.0.1`, 'sysName kiosk-7', 'sysLocation Parque'],
      ...['extend clients-wlan /bin/echo 7', 'extend distro /bin/echo OpenWrt 24.10'],
      ...['createUser plaza SHA-256 auth-key-of-plaza AES priv-key-of-plaza', 'rouser plaza priv'],
      ...['createUser reader SHA-256 auth-key-of-reader', 'rouser reader auth'],
    ])
  })
  after(async () => {
    await engine.close()
    await snmpd?.close()
  })

  const at = (credential: SnmpAddress['credential']) => ({ host: '127.0.0.1', port: snmpd!.port, credential })
  const readBy = (credential: SnmpAddress['credential']) => poll(engine.client(at(credential), timing))
  const read = (name = community) => readBy({ version: '2c', community: name })

  it('is read whole: system, 64-bit counters, load, memory, and the clients of an OpenWrt script', async () => {
    const reading = await read()
    expect(reading).to.include({ profile: 'openwrt', clients: 7 })
    expect(reading.uptimeSeconds).to.be.at.least(0)
    expect(reading.memoryUsed).to.be.within(0.001, 1)
    expect(reading.load).to.be.within(0, 1000)
    expect(reading.counters.interfaces.lo).to.include({ bits: 64 })
    expect(reading.counters.clocks).to.have.property('sysUpTime')
  })

  it('says what it is when addresses are searched for agents', async () => {
    const identity = await identifyAgent(engine.client(at({ version: '2c', community }), timing), loadProfiles())
    expect(identity).to.include({ profile: 'openwrt', name: 'kiosk-7' })
    expect(identity.description).to.include('Linux')
    for (const mac of identity.macs) expect(mac).to.match(/^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/)
    expect(identity).to.not.have.property('accessPoints')
    const refused = isThere(engine.client(at({ version: '2c', community: 'another' }), timing))
    expect(await refused.catch((error) => error)).to.be.instanceOf(NoAnswer)
  })

  const auth = { protocol: 'sha256', key: 'auth-key-of-plaza' } as const
  const privacy = { protocol: 'aes', key: 'priv-key-of-plaza' } as const
  const reader = { version: '3', username: 'reader', auth: { ...auth, key: 'auth-key-of-reader' } } as const
  for (const [what, credential] of [
    ['version 1, which has no GETBULK and answers all or nothing', { version: '1', community }],
    ['version 3, authenticated and encrypted', { version: '3', username: 'plaza', auth, privacy }],
    ['version 3, authenticated', reader],
  ] as const) {
    it(`is read by ${what}`, async () => {
      const reading = await readBy(credential)
      expect(reading).to.include({ profile: 'openwrt', clients: 7 })
      expect(reading.interfaces.map(({ name }) => name)).to.include('lo')
      expect(reading.memoryUsed).to.be.within(0.001, 1)
    })
  }

  it('does not answer a wrong key, user or protocol', async () => {
    for (const credential of [
      { ...reader, username: 'nobody' },
      { ...reader, auth: { ...reader.auth, key: 'another-key-of-reader' } },
      { version: '3', username: 'plaza', auth, privacy: { ...privacy, key: 'another-key-of-plaza' } },
    ] as const)
      expect(await readBy(credential).catch((error) => error)).to.be.instanceOf(NoAnswer)
  })

  it('says what it is when it is tried', async () => {
    const answer = await tryAgent(at({ version: '2c', community }), { timing })
    expect(answer).to.include({ name: 'kiosk-7', location: 'Parque', profile: 'openwrt', clients: 7 })
    expect(answer.description).to.match(/^Linux/)
    expect(answer.interfaces).to.include('lo')
  })

  it('gives rates from one poll to the next', async () => {
    const first = await read()
    const second = await read()
    second.counters.at = Math.max(second.counters.at, first.counters.at + 1)
    const rate = interfaceRates(first.counters, second.counters).get('lo')
    expect(rate?.inBps).to.be.a('number').and.at.least(0)
  })

  it('does not answer a wrong community', async () => {
    const error = await read('wrong').catch((problem: unknown) => problem)
    expect(error).to.be.instanceOf(NoAnswer)
  })
})

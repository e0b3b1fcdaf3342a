import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { expect } from 'chai'
import fc from 'fast-check'
import { answerOf, type SnmpAgents, startSnmpAgents } from '../../../scripts/simulators/snmp/agent.ts'
import { Type } from '../../../scripts/simulators/snmp/message.ts'
import { replayAgent } from '../../../scripts/simulators/snmp/replay.ts'
import { createSecureAgents } from '../../../scripts/simulators/snmp/secure.ts'
import { compareOids } from '../../../scripts/simulators/snmp/tree.ts'
import { NoAnswer } from '../../../server/health/snmp/client.ts'
import { createSnmpEngine, type SnmpEngine } from '../../../server/health/snmp/engine.ts'

const capture = [
  '1.3.6.1.2.1.2.2.1.2.10|4|ten',
  '1.3.6.1.2.1.2.2.1.2.9|4x|6e696e65',
  '1.3.6.1.2.1.1.1.0|4|Kiosk',
  '1.3.6.1.2.1.1.2.0|6|1.3.6.1.4.1.4294967295',
  '1.3.6.1.2.1.31.1.1.1.6.9|70|18446744073709551615',
  '1.3.6.1.2.1.31.1.1.1.15.9|66|4294967295',
  '1.3.6.1.2.1.99.1.0|2|-5',
].join('\r\n')

const reader = {
  ...{ version: '3' as const, username: 'reader', auth: { protocol: 'sha256' as const, key: 'auth-key-of-reader' } },
  privacy: { protocol: 'aes' as const, key: 'priv-key-of-reader' },
}

describe('simulated SNMP agents', () => {
  let agents: SnmpAgents
  let engine: SnmpEngine
  before(async () => {
    engine = createSnmpEngine()
    const agent = replayAgent(capture)
    agents = await startSnmpAgents({
      host: '127.0.0.1',
      port: 0,
      agentOf: (name) => (name === 'kiosk' ? agent : undefined),
      secure: createSecureAgents('test', (username) =>
        username === 'reader' ? { agent, credential: reader } : undefined,
      ),
    })
  })
  after(async () => {
    await engine.close()
    await agents.close()
  })
  const session = (community = 'kiosk') =>
    engine.client(
      { host: '127.0.0.1', port: agents.port, credential: { version: '2c', community } },
      { timeoutMs: 200, retries: 0 },
    )

  it('replay the captured values, whole to the last bit, and say which objects they lack', async () => {
    const asked = session()
    const oids = ['1.1.0', '1.2.0', '31.1.1.1.6.9', '31.1.1.1.15.9', '99.1.0', '99.2.0'].map(
      (end) => `1.3.6.1.2.1.${end}`,
    )
    const values = await asked.get(oids)
    expect(oids.map((oid) => values.get(oid))).to.deep.equal([
      Buffer.from('Kiosk'),
      '1.3.6.1.4.1.4294967295',
      18446744073709551615n,
      4294967295,
      -5,
      undefined,
    ])
  })

  it('answer SNMP v3 for its user alone, signed and encrypted', async () => {
    const at = { host: '127.0.0.1', port: agents.port }
    const values = await engine.client({ ...at, credential: reader }).get(['1.3.6.1.2.1.1.1.0'])
    expect(values.get('1.3.6.1.2.1.1.1.0')).to.deep.equal(Buffer.from('Kiosk'))
    const wrong = { ...reader, auth: { ...reader.auth, key: 'another key than that' } }
    const quick = { timeoutMs: 100, retries: 0 }
    const refused = engine.client({ ...at, credential: wrong }, quick).get(['1.3.6.1.2.1.1.1.0'])
    expect(await refused.catch((error) => error)).to.be.instanceOf(NoAnswer)
  })

  it('are walked in the order of their numbers, to the end of the view', async () => {
    const asked = session()
    const { values, complete } = await asked.walk(['1.3.6.1.2.1.2.2.1.2', '1.3.6.1.2.1.99', '1.3.6.1.2.1.100'])
    expect(complete).to.equal(true)
    expect([...values.get('1.3.6.1.2.1.2.2.1.2')!]).to.deep.equal([
      ['9', Buffer.from('nine')],
      ['10', Buffer.from('ten')],
    ])
    expect(values.get('1.3.6.1.2.1.99')?.get('1.0')).to.equal(-5)
    expect(values.get('1.3.6.1.2.1.100')?.size).to.equal(0)
  })

  it('do not answer an unknown community, nor what is no SNMP', async () => {
    const stranger = session('other')
    const error = await stranger.get(['1.3.6.1.2.1.1.1.0']).catch((problem: unknown) => problem)
    expect(error).to.be.instanceOf(NoAnswer)
    const socket = createSocket('udp4')
    for (const junk of ['', '0', '\x30\x82', 'GET / HTTP/1.1']) socket.send(junk, agents.port, '127.0.0.1')
    await once(socket, 'listening')
    const asked = session()
    expect(await asked.get(['1.3.6.1.2.1.1.1.0'])).to.have.property('size', 1)
    socket.close()
  })

  it('keep a GETBULK answer to one datagram', () => {
    const agent = replayAgent(Array.from({ length: 500 }, (_, index) => `1.3.6.1.${index + 1}|2|1`).join('\n'))
    const bulk = { community: '', requestId: 1, kind: 'getBulk', nonRepeaters: 0 } as const
    expect(answerOf(agent, { ...bulk, maxRepetitions: 1000, oids: ['1.3.6.1'] })).to.have.length(60)
    expect(
      answerOf(agent, { ...bulk, maxRepetitions: 9, oids: ['1.3.6.1.499'] }).map(({ type }) => type),
    ).to.deep.equal([Type.Integer, Type.EndOfMibView])
  })

  it('name the line of a capture that is none', () => {
    expect(() => replayAgent('1.3.6|2|1\n1.3.6.1 = 5')).to.throw('capture:2: ')
  })

  it('replay what snmpwalk -On printed too, of every type as it was', () => {
    const agent = replayAgent(
      [
        '.1.3.6.1.1.0 = INTEGER: up(1)',
        '.1.3.6.1.2.0 = Counter64: 5',
        '.1.3.6.1.3.0 = IpAddress: 10.0.0.1',
        '.1.3.6.1.4.0 = Timeticks: (7) 0:00:00.07',
        '.1.3.6.1.5.0 = Opaque: Float: 0.5',
        '.1.3.6.1.6.0 = No Such Object available on this agent at this OID',
      ].join('\n'),
    )
    const { Integer, Counter64, IpAddress, TimeTicks, Opaque } = Type
    const found = [1, 2, 3, 4, 5, 6].map((number) => agent.get(`1.3.6.1.${number}.0`))
    expect(found.map((each) => each?.type)).to.deep.equal([Integer, Counter64, IpAddress, TimeTicks, Opaque, undefined])
    expect(found.slice(0, 4).map((each) => each?.value)).to.deep.equal([1, 5n, Buffer.of(10, 0, 0, 1), 7])
    expect(found[4]?.value).to.deep.equal(Buffer.from('9f78043f000000', 'hex'))
  })

  it('order OIDs by number, a prefix first (property)', () => {
    const oid = fc.array(fc.nat({ max: 300 }), { minLength: 1, maxLength: 8 })
    fc.assert(
      fc.property(oid, fc.nat(), (numbers, more) => {
        expect(compareOids(numbers.join('.'), [...numbers, more].join('.'))).to.be.below(0)
        const greater = [...numbers.slice(0, -1), numbers.at(-1)! + 1]
        expect(compareOids([...numbers, more].join('.'), greater.join('.'))).to.be.below(0)
        expect(compareOids(numbers.join('.'), numbers.join('.'))).to.equal(0)
      }),
    )
  })
})

import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { expect } from 'chai'
import { snmpTraps } from '../../../../server/health/metrics.ts'
import { createOwnEngine } from '../../../../server/health/snmp/usm/own-engine.ts'
import { createTrapLimits, MOST_OF_ONE, QUIET_MS } from '../../../../server/health/traps/limits.ts'
import { readTrap } from '../../../../server/health/traps/read-trap.ts'
import { eventually } from '../../../support/eventually.ts'
import { integer, oid, text, tlv, varbind } from '../snmp/raw-agent.ts'
import { type CityWithTraps, startCityWithTraps } from './city-with-traps.ts'

const [GET, RESPONSE, INFORM, TRAP] = [0xa0, 0xa2, 0xa6, 0xa7]
const linkDown = '1.3.6.1.6.3.1.1.5.3'

const message = (kind: number, version = 1, community = 'city'): Buffer => {
  const what = varbind('1.3.6.1.6.3.1.1.4.1.0', oid(linkDown))
  const pdu = tlv(kind, integer(7), integer(0), integer(0), tlv(0x30, what))
  return tlv(0x30, integer(version), text(community), pdu)
}

describe('SNMP traps', () => {
  const engine = createOwnEngine('test', () => 0)
  const senders = ['city', 'other', 'city'].map((community, index) => ({
    ...{ agentId: index + 1, credential: { version: '2c' as const, community } },
  }))
  const read = (datagram: Buffer) => readTrap(datagram, senders, engine)

  it('are of the agents that are asked by their community, and acknowledged where they are informs, as a response', () => {
    expect(read(message(TRAP))).to.deep.equal({ result: 'taken', agentIds: [1, 3] })
    expect(read(message(INFORM))).to.deep.equal({ result: 'taken', agentIds: [1, 3], answer: message(RESPONSE) })
    for (const wrong of ['traps', '', 'city ', 'City'])
      expect(read(message(INFORM, 1, wrong))).to.deep.equal({ result: 'wrong-credential', agentIds: [] })
    for (const other of [message(GET), message(RESPONSE), message(TRAP, 0), message(TRAP).subarray(0, 12)])
      expect(() => read(other)).to.throw()
  })

  it('let an agent be asked once in a while, and are read up to so many a second', () => {
    let now = 1000
    const limits = createTrapLimits(() => now)
    expect([limits.delayOf(1), limits.delayOf(2)]).to.deep.equal([0, 0])
    now += 1000
    expect([limits.delayOf(1), limits.delayOf(1)], 'once more, for all that came').to.deep.equal([
      QUIET_MS - 1000,
      undefined,
    ])
    now += 2 * QUIET_MS
    expect(limits.delayOf(1)).to.equal(0)
    const readOf = (addresses: number) =>
      Array.from({ length: 10_000 }, (_, index) => limits.mayRead(`${index % addresses}`)).filter(Boolean).length
    expect(readOf(1), 'one that never stops').to.equal(MOST_OF_ONE)
    expect(limits.mayRead('another')).to.equal(true)
    now += 1000
    expect(readOf(1000)).to.be.within(MOST_OF_ONE, 5000)
    now += 1000
    expect(limits.mayRead('0')).to.equal(true)
  })
})

describe('a trap from an agent', () => {
  let city: CityWithTraps
  before(async () => {
    city = await startCityWithTraps()
  })
  after(() => city.close())

  const send = async (datagram: Buffer, from = '127.0.0.1') => {
    const socket = createSocket('udp4').bind(0, from)
    await once(socket, 'listening')
    await new Promise<unknown>((sent) => socket.send(datagram, city.trapPort, '127.0.0.1', sent))
    return socket
  }
  const counted = async (result: string) =>
    (await snmpTraps.get()).values.find(({ labels }) => labels.result === result)?.value ?? 0

  it('makes it be asked at once, and decides nothing itself', async () => {
    const before = await city.samples()
    const socket = await send(message(INFORM))
    const [answer] = await once(socket, 'message')
    socket.close()
    expect(answer).to.deep.equal(message(RESPONSE))
    await eventually(async () => (await city.samples()) > before)
    expect(await city.state()).to.equal('up')
  })

  it('is passed over and counted where nobody knows the sender or its community is wrong, and no harm where it is none', async () => {
    const before = {
      ...{ unknown: await counted('unknown'), malformed: await counted('malformed') },
      wrong: await counted('wrong-credential'),
    }
    ;(await send(message(INFORM, 1, 'guessed'))).close()
    await eventually(async () => (await counted('wrong-credential')) === before.wrong + 1)
    ;(await send(message(TRAP), '127.0.0.9')).close()
    await eventually(async () => (await counted('unknown')) === before.unknown + 1)
    ;(await send(Buffer.from('what is this'))).close()
    await eventually(async () => (await counted('malformed')) === before.malformed + 1)
  })
})

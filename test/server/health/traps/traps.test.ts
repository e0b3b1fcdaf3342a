import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { expect } from 'chai'
import { snmpTraps } from '../../../../server/health/metrics.ts'
import { createTrapLimits, QUIET_MS } from '../../../../server/health/traps/limits.ts'
import { readTrap } from '../../../../server/health/traps/read-trap.ts'
import { eventually } from '../../../support/eventually.ts'
import { integer, oid, text, tlv, varbind } from '../snmp/raw-agent.ts'
import { type CityWithTraps, startCityWithTraps } from './city-with-traps.ts'

const [GET, RESPONSE, INFORM, TRAP] = [0xa0, 0xa2, 0xa6, 0xa7]
const linkDown = '1.3.6.1.6.3.1.1.5.3'

const message = (kind: number, version = 1): Buffer => {
  const what = varbind('1.3.6.1.6.3.1.1.4.1.0', oid(linkDown))
  const pdu = tlv(kind, integer(7), integer(0), integer(0), tlv(0x30, what))
  return tlv(0x30, integer(version), text('traps'), pdu)
}

describe('SNMP traps', () => {
  it('are acknowledged where they are informs, by the same as a response', () => {
    expect(readTrap(message(TRAP))).to.deep.equal({})
    expect(readTrap(message(INFORM)).acknowledgement).to.deep.equal(message(RESPONSE))
    for (const other of [message(GET), message(RESPONSE), message(TRAP, 0), message(TRAP).subarray(0, 12)])
      expect(() => readTrap(other)).to.throw()
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
    const read = Array.from({ length: 10_000 }, () => limits.mayRead()).filter(Boolean)
    expect(read.length).to.be.within(1, 5000)
    now += 1000
    expect(limits.mayRead()).to.equal(true)
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

  it('is passed over and counted where nobody knows the sender, and no harm where it is none', async () => {
    const before = { unknown: await counted('unknown'), malformed: await counted('malformed') }
    ;(await send(message(TRAP), '127.0.0.9')).close()
    await eventually(async () => (await counted('unknown')) === before.unknown + 1)
    ;(await send(Buffer.from('what is this'))).close()
    await eventually(async () => (await counted('malformed')) === before.malformed + 1)
  })
})

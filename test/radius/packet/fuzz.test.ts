import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { expect } from 'chai'
import {
  AcctInputOctets,
  AcctSessionId,
  AcctStatusType,
  accessRequest,
  accountingRequest,
  CallingStationId,
  Code,
  CoovaChilliMaxTotalOctets,
  checkChap,
  coaRequest,
  createResponder,
  disconnectRequest,
  EapMessage,
  EventTimestamp,
  encodeReply,
  encodeRequest,
  ProxyState,
  type RadiusHandler,
  ReplyMessage,
  reply,
  type ServerStats,
  SessionTimeout,
  type Source,
  startUdpServer,
  statusRequest,
  UserName,
  userPassword,
} from '../../../radius/index.ts'
import { writeAuthenticator, writeMessageAuthenticator } from '../../../radius/packet/authenticators.ts'
import { decodePacket, MalformedPacket } from '../../../radius/packet/decode.ts'
import type { PortKind } from '../../../radius/server/verify-request.ts'
import { packageRoot } from '../../../server/package-root.ts'
import { attributesByName } from './attributes-by-name.ts'
import { createChance, mutant } from './mutations.ts'
import { readPcap } from './pcap.ts'
import { readWrittenPackets } from './written-packets.ts'

const SECRET = 'testing123'
const client = { secret: SECRET, requireMessageAuthenticator: false, limitProxyState: true }
const kinds: PortKind[] = ['auth', 'acct', 'coa']
const allTypes = [...attributesByName.values()]

/** Packets of every kind, made here and in `test/fixtures`, and captured ones where ../shared is beside this checkout. */
function seeds(): Buffer[] {
  const access = accessRequest({ username: 'ada', password: 'lovelace', secret: SECRET })
    .add(CallingStationId, '02-00-00-00-00-01')
    .add(ProxyState, Buffer.from('one'))
    .add(CoovaChilliMaxTotalOctets, 1_000)
  const chap = accessRequest({ username: 'ada', chap: { password: 'lovelace' }, secret: SECRET })
  const eap = accessRequest({ username: 'ada', secret: SECRET }).add(EapMessage, Buffer.alloc(600, 2))
  const accounting = accountingRequest()
    .add(AcctStatusType, AcctStatusType.values.Start)
    .add(AcctSessionId, 'a')
    .add(AcctInputOctets, 7)
    .add(EventTimestamp, new Date())
  const requests = [
    access,
    chap,
    eap,
    accounting,
    disconnectRequest().add(UserName, 'ada'),
    coaRequest(),
    statusRequest(),
  ]
  const made = requests.map((packet) => encodeRequest(packet, SECRET))
  const answers = [reply(Code.AccessAccept).add(SessionTimeout, 60)].map((answer) =>
    encodeReply(answer, access, SECRET),
  )
  return [...made, ...answers, ...writtenPackets(), ...capturedPackets()]
}

const writtenPackets = (): Buffer[] =>
  ['conversation.txt', 'odd.txt', 'malformed.txt', 'rfc2865-section-7.txt'].flatMap((name) =>
    readWrittenPackets(name).map(({ octets }) => octets),
  )

function capturedPackets(): Buffer[] {
  const folder = join(packageRoot, '../shared/data/radius/pcap')
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .filter((name) => name.endsWith('.pcap'))
    .flatMap((name) => readPcap(join(folder, name)).map(({ payload }) => payload))
    .filter((packet) => packet.length > 0)
}

/** Signs a packet again, so that what is wrong with it comes past the authenticators. */
function sign(packet: Buffer): void {
  const random = packet[0] === Code.AccessRequest || packet[0] === Code.StatusServer
  writeMessageAuthenticator(packet, SECRET, random ? packet.subarray(4, 20) : undefined)
  if (!random) writeAuthenticator(packet, SECRET)
}

const isWellFormed = (packet: Buffer): boolean => {
  try {
    return decodePacket(packet).raw?.length === packet.length
  } catch (error) {
    if (error instanceof MalformedPacket) return false
    throw error
  }
}

/** Reads every attribute that this library knows, and the passwords. */
const curious: RadiusHandler = (request) => {
  const { packet } = request
  for (const type of allTypes) packet.getAll(type)
  userPassword(request)
  checkChap(request, 'lovelace')
  return reply(Code.AccessReject).add(ReplyMessage, 'no')
}

const plain: RadiusHandler = (request) => {
  const { packet } = request
  userPassword(request)
  return packet.get(UserName) === undefined ? undefined : reply(Code.AccessAccept).add(SessionTimeout, 60)
}

const discarded = (stats: ServerStats): number => [...stats.discarded.values()].reduce((sum, count) => sum + count, 0)

describe('a million mutated packets', function () {
  this.timeout(300_000)

  it('are each discarded with a reason or answered: nothing throws, nothing is lost from the count', () => {
    const chance = createChance(20_861)
    const packets = seeds()
    const errors: unknown[] = []
    let sent = 0
    let turn = 0
    const responders = kinds.map((kind) =>
      createResponder<typeof client, Source>({
        kind,
        clientAt: () => client,
        handler: (request) => (turn++ % 64 === 0 ? curious : plain)(request),
        send() {
          sent += 1
        },
        onError: (error) => errors.push(error),
      }),
    )
    const COUNT = 1_000_000
    for (let count = 0; count < COUNT; count += 1) {
      const packet = mutant(packets, chance)
      if (chance(4) === 0 && isWellFormed(packet)) sign(packet)
      responders[chance(3)]!.receive(packet, { address: '192.0.2.1', port: chance(4) })
    }
    const stats = responders.map((responder) => responder.stats)
    const sum = (count: (each: ServerStats) => number): number => stats.reduce((total, each) => total + count(each), 0)
    expect(errors).to.deep.equal([])
    expect(sum((each) => each.failed)).to.equal(0)
    expect(sum((each) => each.received)).to.equal(COUNT)
    expect(sum((each) => each.verified + discarded(each))).to.equal(COUNT)
    expect(sum((each) => each.replied)).to.equal(sent)
    const reasons = new Set(stats.flatMap((each) => [...each.discarded.keys()]))
    expect([...reasons], 'every reason but unknown-client').to.have.length(15)
    expect(sum((each) => each.verified)).to.be.greaterThan(COUNT / 100)
  })

  it('leave a server on a real socket answering', async () => {
    const chance = createChance(42)
    const packets = seeds()
    const errors: unknown[] = []
    const server = await startUdpServer({
      host: '127.0.0.1',
      port: 0,
      kind: 'auth',
      clientAt: () => client,
      handler: plain,
      onError: (error) => errors.push(error),
    })
    const socket = createSocket('udp4').bind(0, '127.0.0.1')
    await once(socket, 'listening')
    const COUNT = 20_000
    // So few that the socket's buffer holds them, whatever else the machine does.
    const BATCH = 20
    for (let count = 0; count < COUNT; count += BATCH) {
      for (let index = 0; index < BATCH; index += 1) socket.send(mutant(packets, chance), server.port, '127.0.0.1')
      while (server.stats.received < count + BATCH) await setImmediate()
    }
    expect(server.stats.verified + discarded(server.stats)).to.equal(COUNT)
    expect(errors).to.deep.equal([])
    // No port has been heard of here, so the first answer is the answer to this.
    const fresh = createSocket('udp4').bind(0, '127.0.0.1')
    const answer = once(fresh, 'message')
    const request = accessRequest({ username: 'ada', password: 'lovelace', secret: SECRET })
    fresh.send(encodeRequest(request, SECRET), server.port, '127.0.0.1')
    expect(decodePacket((await answer)[0]).code).to.equal(Code.AccessAccept)
    fresh.close()
    socket.close()
    await server.close()
  })
})

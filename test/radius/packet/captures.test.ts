import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import {
  type AttributeType,
  ChapPassword,
  Code,
  checkChap,
  checkMessageAuthenticator,
  decodePacket,
  decodeUserPassword,
  encodePacket,
  isRequestAuthentic,
  isResponseAuthentic,
  MalformedPacket,
  NasIpAddress,
  NasPort,
  type Packet,
  UserPassword,
} from '../../../radius/index.ts'
import { attributesByName, isEnumerated } from './attributes-by-name.ts'
import { type CapturedDatagram, readPcap } from './pcap.ts'
import { sharedData } from './shared-data.ts'
import { inWords, readWrittenPackets, type WrittenPacket } from './written-packets.ts'

const SECRET = 'testing123'

const decoded = ({ payload }: Pick<CapturedDatagram, 'payload'>): Packet | string => {
  try {
    return decodePacket(payload)
  } catch (error) {
    if (error instanceof MalformedPacket) return error.reason
    throw error
  }
}

/** Every attribute that the packet has beside its octets, by name: the values that the library reads, and those written. */
function sides(packet: Packet, { lines }: WrittenPacket) {
  const attributes = lines.flatMap((line) => line.attributes)
  const types = new Set(attributes.map(({ type }) => type))
  const written = attributes.filter(({ value }) => value !== undefined)
  return [...types].map((type) => ({
    name: type.name,
    read: packet.getAll(type).map((value) => inWords(type, value)),
    written: written.filter((each) => each.type === type).map(({ value }) => value),
  }))
}

describe('packets written out by hand', () => {
  const conversation = readWrittenPackets('conversation.txt')
  const odd = readWrittenPackets('odd.txt')
  const malformed = readWrittenPackets('malformed.txt')

  it('are read with the values that stand beside their octets, and written again unchanged', () => {
    for (const written of [...conversation, ...odd]) {
      const packet = decodePacket(written.octets)
      for (const { name, read, written: expected } of sides(packet, written))
        expect(read, `${written.title}: ${name}`).to.deep.equal(expected)
      expect(encodePacket(packet).equals(written.octets), written.title).to.equal(true)
    }
  })

  for (const { title, lines, octets } of odd)
    it(`have no value and are well-formed all the same: ${title}`, () => {
      const missing = lines.flatMap(({ attributes }) => attributes.filter(({ value }) => value === undefined))
      expect(missing).to.not.deep.equal([])
      for (const { type } of missing) expect(decodePacket(octets).get(type)).to.equal(undefined)
    })

  it('have authentic requests and replies, but for the last, which is refused', () => {
    let request: Buffer = Buffer.alloc(16)
    const verdicts: boolean[] = []
    for (const { title, octets } of conversation) {
      const { code } = decodePacket(octets)
      const isRequest = title.startsWith('>')
      const random = code === Code.AccessRequest || code === Code.StatusServer
      if (isRequest) request = octets.subarray(4, 20)
      const before = isRequest && !random ? undefined : request
      expect(checkMessageAuthenticator(octets, SECRET, before), title).to.not.equal('wrong')
      if (!isRequest) verdicts.push(isResponseAuthentic(octets, request, SECRET))
      else if (!random) expect(isRequestAuthentic(octets, SECRET), title).to.equal(true)
    }
    expect(verdicts).to.deep.equal([...Array(8).fill(true), false])
  })

  it('hold the password lovelace, by PAP and by CHAP', () => {
    const requests = conversation.map(({ octets }) => decodePacket(octets))
    const pap = requests.find((packet) => packet.has(UserPassword))!
    const chap = requests.find((packet) => packet.has(ChapPassword))!
    const plain = decodeUserPassword(pap.get(UserPassword)!, SECRET, pap.authenticator)
    expect(plain?.toString()).to.equal('lovelace')
    expect(checkChap({ packet: chap }, 'lovelace')).to.equal(true)
    expect(checkChap({ packet: chap }, 'Lovelace')).to.equal(false)
  })

  for (const { title, octets } of malformed)
    it(`are refused: ${title}`, () => {
      expect(decoded({ payload: octets })).to.equal(title.split(':')[0])
    })
})

describe('captured packets', () => {
  let folder: string

  before(function () {
    folder = sharedData(this, 'pcap')
  })

  it('are read and written again unchanged, all of them', () => {
    let count = 0
    for (const file of readdirSync(folder).filter((name) => name.endsWith('.pcap')))
      for (const datagram of readPcap(join(folder, file))) {
        const packet = decoded(datagram)
        if (typeof packet === 'string') continue
        expect(encodePacket(packet).equals(packet.raw!), file).to.equal(true)
        count += 1
      }
    expect(count).to.be.greaterThan(25)
  })

  it('from a local FreeRADIUS have authentic replies, but for the last, which is refused', () => {
    const requests = new Map<string, Buffer>()
    const verdicts: boolean[] = []
    let passwordsBesideEap = 0
    for (const datagram of readPcap(join(folder, 'radius_localhost.pcap'))) {
      if (datagram.payload[0] === Code.AccessRequest) {
        requests.set(`${datagram.source} ${datagram.payload[1]}`, datagram.payload.subarray(4, 20))
        if (decoded(datagram) === 'eap-with-password') passwordsBesideEap += 1
        continue
      }
      const request = requests.get(`${datagram.destination} ${datagram.payload[1]}`)!
      const { raw } = decoded(datagram) as Packet
      const authentic = isResponseAuthentic(raw!, request, SECRET)
      if (authentic) expect(checkMessageAuthenticator(raw!, SECRET, request)).to.not.equal('wrong')
      verdicts.push(authentic)
    }
    expect(verdicts).to.deep.equal([...Array(7).fill(true), false])
    // RFC 3579 §3.1: these four carry a User-Password beside the EAP-Message.
    expect(passwordsBesideEap).to.equal(4)
  })

  it('are refused where the Length is longer than what came', () => {
    const [datagram] = readPcap(join(folder, 'radius_rfc5447_invalid_length.pcap'))
    expect(decoded(datagram!)).to.equal('truncated')
  })

  it('are refused where the capture ends before they do, and their attributes of a wrong size are not read', () => {
    const frame = readFileSync(join(folder, 'radius_attr_asan.pcap')).subarray(24 + 16 + 14)
    const payload = frame.subarray((frame[0]! & 0x0f) * 4 + 8)
    expect(decoded({ payload })).to.equal('truncated')

    // The four attributes that are whole, as a packet of their own: tcpdump finds three of them invalid.
    const whole = Buffer.concat([payload.subarray(0, 2), Buffer.of(0, 20 + 17), payload.subarray(4, 37)])
    const packet = decodePacket(whole)
    expect(packet.has(NasPort)).to.equal(true)
    expect(packet.get(NasPort)).to.equal(undefined)
    expect(packet.has(NasIpAddress)).to.equal(true)
    expect(packet.getAll(NasIpAddress)).to.deep.equal([])
  })

  it('have the attributes and values that tcpdump prints', () => {
    const files = { 'RADIUS.pcap': 'radius-v.out', 'RADIUS-RFC3162.pcap': 'radius-rfc3162-v.out' }
    let compared = 0
    for (const [capture, listing] of Object.entries(files)) {
      const printed = readFileSync(join(folder, listing), 'latin1')
        .split(/^ +\d+ {2}\d{4}-/m)
        .slice(1)
      for (const [index, datagram] of readPcap(join(folder, capture)).entries()) {
        const packet = decodePacket(datagram.payload)
        for (const [, name, value] of printed[index]!.matchAll(/^\t {2}(\S+) Attribute \(\d+\).*Value: (.*)$/gm)) {
          const type = attributesByName.get(name!)
          expect(type, name).to.not.equal(undefined)
          if (!type || !isPrintedPlainly(type, packet.get(type), value!)) continue
          expect(packet.getAll(type).map(String), name).to.include(value!)
          compared += 1
        }
      }
    }
    expect(compared).to.be.greaterThan(20)
  })
})

/** Text, numbers and addresses; tcpdump has its own words for the values of enumerations and for octets. */
const isPrintedPlainly = (type: AttributeType<unknown>, value: unknown, printed: string): boolean =>
  (typeof value === 'string' || typeof value === 'number') &&
  !isEnumerated(type) &&
  !/NAS Select|invalid|\.\./.test(printed) &&
  type.name !== 'User-Password'

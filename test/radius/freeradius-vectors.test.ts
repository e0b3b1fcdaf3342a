import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { octets } from '../../radius/attributes/kinds.ts'
import {
  type AttributeType,
  decodePacket,
  encodePacket,
  MalformedPacket,
  MessageAuthenticator,
  Packet,
} from '../../radius/index.ts'
import { attributesByName, isEnumerated } from './attributes-by-name.ts'
import { sharedData } from './shared-data.ts'

interface Vector {
  file: string
  verb: string
  input: string
  match: string
}

/** Commands with the line that they must give; `-` repeats the answer of the command before. */
function readVectors(folder: string): Vector[] {
  const vectors: Vector[] = []
  for (const file of readdirSync(folder)) {
    let command: { verb: string; input: string } | undefined
    let answer = ''
    for (const line of readFileSync(join(folder, file), 'utf8').split('\n')) {
      const [, word, rest = ''] = /^(\S+)\s*(.*)$/.exec(line) ?? []
      if (word === 'match') {
        answer = rest
        if (command) vectors.push({ file, ...command, match: rest })
        command = undefined
      } else if (word && /^(en|de)code-(pair|proto)$/.test(word))
        command = { verb: word, input: rest === '-' ? answer : rest }
    }
  }
  return vectors
}

/** `Cisco-AVPair = "foo", NAS-Port = 1` as names and values; undefined where there are groups in it. */
function pairsOf(text: string): { name: string; value: string }[] | undefined {
  if (/[{}\\]/.test(text)) return undefined
  const pairs = [...text.matchAll(/([\w.-]+) = ("[^"]*"|'[^']*'|[^,\s]+)/g)]
  return pairs.map(([, name, value]) => ({
    name: name!.replace('Vendor-Specific.', '').replace('Microsoft.', 'MS-').replace('.', '-'),
    value: value!,
  }))
}

/** The value as this library has it, or undefined where FreeRADIUS has its own word for it. */
function parsed(type: AttributeType<unknown>, text: string): unknown {
  if (isEnumerated(type)) {
    const name = text.replace(/[^A-Za-z0-9]/g, '')
    const named = Object.entries(type.values).find(([key]) => key.toLowerCase() === name.toLowerCase())
    return named?.[1] ?? (/^\d+$/.test(text) ? Number(text) : undefined)
  }
  // Names of an enumeration that is a plain number here, and the value of no octets that is never sent (RFC 2865 §5).
  if (/^::[A-Z]/.test(text) || text === '0x') return undefined
  if (text.startsWith('"') || text.startsWith("'")) {
    const inside = text.slice(1, -1)
    return type.kind === octets ? Buffer.from(inside) : inside
  }
  if (text.startsWith('0x')) return Buffer.from(text.slice(2), 'hex')
  return /^\d+$/.test(text) ? Number(text) : text
}

const plain = (value: unknown): unknown => (Buffer.isBuffer(value) ? value.toString('hex') : value)
const isHex = (text: string): boolean => /^[0-9a-f ]+$/.test(text)
const bytes = (hex: string): Buffer => Buffer.from(hex.replaceAll(' ', ''), 'hex')
/** Encrypted on the wire; FreeRADIUS prints what it decrypts with a secret of its own. */
const encrypted = new Set(['User-Password', 'Tunnel-Password', 'MS-MPPE-Send-Key', 'MS-MPPE-Recv-Key'])

/** The values of both sides that can be compared; undefined where an attribute is not known here. */
function known(text: string): { type: AttributeType<unknown>; value: unknown }[] | undefined {
  const pairs = pairsOf(text)?.map(({ name, value }) => {
    const type = encrypted.has(name) ? undefined : attributesByName.get(name)
    return type && { type, value: type.name.startsWith('Tunnel-') ? undefined : parsed(type, value) }
  })
  const all = pairs?.filter((pair) => pair !== undefined && pair.value !== undefined) as
    | { type: AttributeType<unknown>; value: unknown }[]
    | undefined
  return all?.length === pairs?.length && all?.length ? all : undefined
}

/** An Access-Request with these attributes, and with the Message-Authenticator that an EAP-Message needs. */
const packetOf = (attributes: Buffer): Buffer => {
  const packet = new Packet(1).append(attributes).add(MessageAuthenticator, Buffer.alloc(16))
  return encodePacket(packet)
}

describe("FreeRADIUS's vectors", () => {
  let vectors: Vector[]

  before(function () {
    vectors = readVectors(sharedData(this, 'freeradius'))
  })

  it('encode into the same octets, for every attribute known here', () => {
    let compared = 0
    for (const { verb, input, match } of vectors) {
      const pairs = verb === 'encode-pair' && isHex(match) ? known(input) : undefined
      if (!pairs) continue
      const packet = new Packet(1)
      for (const { type, value } of pairs) packet.add(type, value)
      expect(packet.attributes.toString('hex'), input).to.equal(bytes(match).toString('hex'))
      compared += 1
    }
    expect(compared).to.be.at.least(7)
  })

  it('decode attributes into the same values and back', () => {
    let compared = 0
    for (const { verb, input, match } of vectors) {
      const pairs = verb === 'decode-pair' && isHex(input) ? known(match) : undefined
      if (!pairs) continue
      const packet = decodePacket(packetOf(bytes(input)))
      for (const { type, value } of pairs) expect(packet.getAll(type).map(plain), input).to.include(plain(value))
      expect(encodePacket(packet).equals(packet.raw!)).to.equal(true)
      compared += 1
    }
    expect(compared).to.be.at.least(8)
  })

  it('decode whole packets into the same values', () => {
    let compared = 0
    for (const { verb, input, match } of vectors) {
      if (verb !== 'decode-proto' || match.startsWith('ERROR') || bytes(input)[0] === 0x4f) continue
      let packet: Packet
      try {
        packet = decodePacket(bytes(input))
      } catch (error) {
        // Captured from a client that sends a User-Password beside its EAP-Message (RFC 3579 §3.1).
        expect((error as MalformedPacket).reason, input).to.equal('eap-with-password')
        continue
      }
      for (const pair of match.split(/, (?=[\w.-]+ = )/)) {
        const [expected] = known(pair) ?? []
        if (!expected) continue
        expect(packet.getAll(expected.type).map(plain), input).to.include(plain(expected.value))
        compared += 1
      }
    }
    expect(compared).to.be.at.least(130)
  })

  it('are refused where FreeRADIUS refuses the packet', () => {
    // Which code belongs to which port, and Status-Server's Message-Authenticator, are the server's to judge.
    const judgedLater = /unknown packet code|Message-Authenticator is required/
    let refused = 0
    for (const { verb, input, match } of vectors) {
      if (verb !== 'decode-proto' || !match.startsWith('ERROR: Packet failed') || judgedLater.test(match)) continue
      expect(() => decodePacket(bytes(input)), input).to.throw(MalformedPacket)
      refused += 1
    }
    expect(refused).to.be.greaterThan(9)
  })
})

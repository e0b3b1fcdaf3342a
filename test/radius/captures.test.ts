import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import {
  type AttributeType,
  Code,
  checkMessageAuthenticator,
  decodePacket,
  encodePacket,
  isResponseAuthentic,
  MalformedPacket,
  NasIpAddress,
  NasPort,
  type Packet,
} from '../../radius/index.ts'
import { attributesByName, isEnumerated } from './attributes-by-name.ts'
import { type CapturedDatagram, readPcap } from './pcap.ts'
import { sharedData } from './shared-data.ts'

const SECRET = 'testing123'

const decoded = ({ payload }: CapturedDatagram): Packet | string => {
  try {
    return decodePacket(payload)
  } catch (error) {
    if (error instanceof MalformedPacket) return error.reason
    throw error
  }
}

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
    expect(decoded({ source: '', destination: '', payload })).to.equal('truncated')

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

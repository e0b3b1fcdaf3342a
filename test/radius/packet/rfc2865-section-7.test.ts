import { expect } from 'chai'
import {
  accessRequest,
  Code,
  checkChap,
  decodePacket,
  decodeUserPassword,
  encodePacket,
  encodeReply,
  FramedIpAddress,
  isResponseAuthentic,
  LoginIpHost,
  MalformedPacket,
  NasIpAddress,
  NasPort,
  type Packet,
  ReplyMessage,
  reply,
  ServiceType,
  State,
  UserName,
  UserPassword,
} from '../../../radius/index.ts'
import { readWrittenPackets } from './written-packets.ts'

const SECRET = 'xyzzy5461'
/** What is printed there as the password, by the packet's place, and how it is sent. */
const PASSWORDS = [
  { at: 0, by: 'PAP', password: 'arctangent' },
  { at: 2, by: 'CHAP', password: 'arctangent' },
  { at: 4, by: 'PAP', password: 'challenge' },
  { at: 6, by: 'PAP', password: '99101462' },
]

/** The second request of 7.3 is printed with a State of length 16 where 10 octets follow: the RFC's misprint. */
const MISPRINT = '1810333237363934'
const CORRECTED = '180a333237363934'

describe('the examples of RFC 2865 section 7', () => {
  const printed = readWrittenPackets('rfc2865-section-7.txt').map(({ octets }) => octets.toString('hex'))
  const examples = printed.map((hex) => hex.replace(MISPRINT, CORRECTED))
  let packets: Packet[]

  before(() => {
    packets = examples.map((hex) => decodePacket(Buffer.from(hex, 'hex')))
    expect(packets).to.have.length(8)
  })

  it('are refused where the RFC misprints a length, and read once that is put right', () => {
    const misprinted = printed.filter((hex) => hex.includes(MISPRINT))
    expect(misprinted).to.have.length(1)
    expect(() => decodePacket(Buffer.from(misprinted[0]!, 'hex'))).to.throw(MalformedPacket, 'beyond the packet')
    expect(packets[6]!.get(State)?.toString()).to.equal('32769430')
  })

  it('decode into what the RFC prints', () => {
    const [pap, accept, chap, framed, , challenge] = packets as [Packet, Packet, Packet, Packet, Packet, Packet]
    expect(pap.code).to.equal(Code.AccessRequest)
    expect(pap.get(UserName)).to.equal('nemo')
    expect(pap.get(NasIpAddress)).to.equal('192.168.1.16')
    expect(pap.get(NasPort)).to.equal(3)
    expect(accept.get(LoginIpHost)).to.equal('192.168.1.3')
    expect(chap.get(ServiceType)).to.equal(ServiceType.values.Framed)
    expect(framed.get(FramedIpAddress)).to.equal('255.255.255.254')
    expect(challenge.get(ReplyMessage)).to.equal('Challenge 32769430.  Enter response at prompt.')
    expect(challenge.get(State)?.toString()).to.equal('32769430')
  })

  it('give their passwords, by PAP and by CHAP', () => {
    for (const { at, by, password } of PASSWORDS) {
      const packet = packets[at]!
      if (by === 'PAP') {
        const plain = decodeUserPassword(packet.get(UserPassword)!, SECRET, packet.authenticator)
        expect(plain?.toString()).to.equal(password)
      } else {
        expect(checkChap({ packet }, password)).to.equal(true)
        expect(checkChap({ packet }, `${password}!`)).to.equal(false)
      }
    }
  })

  it('have replies whose authenticators are right, and wrong with another secret', () => {
    let request: Packet | undefined
    let checked = 0
    for (const packet of packets) {
      if (packet.code !== Code.AccessRequest) {
        // Section 7.3 answers two requests; each reply follows its own.
        expect(isResponseAuthentic(packet.raw!, request!.authenticator, SECRET)).to.equal(true)
        expect(isResponseAuthentic(packet.raw!, request!.authenticator, `${SECRET}?`)).to.equal(false)
        checked += 1
      } else request = packet
    }
    expect(checked).to.equal(4)
  })

  it('encode again into the same octets', () => {
    for (const [index, packet] of packets.entries())
      expect(encodePacket(packet).toString('hex')).to.equal(examples[index])
  })

  it('are what a reply to them begins with and repeats', () => {
    const answer = decodePacket(encodeReply(reply(Code.AccessReject), packets[0]!, SECRET))
    expect(answer.identifier).to.equal(packets[0]!.identifier)
    expect(isResponseAuthentic(answer.raw!, packets[0]!.authenticator, SECRET)).to.equal(true)
  })

  it('are hidden the same way by the library: a password built here reads back', () => {
    const packet = accessRequest({ username: 'nemo', password: 'arctangent', secret: SECRET })
    const plain = decodeUserPassword(packet.get(UserPassword)!, SECRET, packet.authenticator)
    expect(plain?.toString()).to.equal('arctangent')
  })
})

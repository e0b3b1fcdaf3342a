import { readFileSync } from 'node:fs'
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
} from '../../radius/index.ts'
import { sharedData } from './shared-data.ts'

interface Example {
  name: string
  secret: string
  hex: string
  decoded_password?: string
  chap_password?: string
  response_authenticator_ok?: boolean
}

/** The second request of 7.3 is printed with a State of length 16 where 10 octets follow: the RFC's misprint. */
const MISPRINT = '1810333237363934'
const CORRECTED = '180a333237363934'

describe('the examples of RFC 2865 section 7', () => {
  let examples: Example[]
  let packets: Packet[]
  let misprinted: Example[]

  before(function () {
    const file = JSON.parse(readFileSync(sharedData(this, 'rfc_vectors.json'), 'utf8'))
    examples = (file.rfc2865_section7 as Example[]).map((example) => ({
      ...example,
      hex: example.hex.replace(MISPRINT, CORRECTED),
    }))
    misprinted = (file.rfc2865_section7 as Example[]).filter(({ hex }) => hex.includes(MISPRINT))
    packets = examples.map(({ hex }) => decodePacket(Buffer.from(hex, 'hex')))
    expect(packets).to.have.length(8)
  })

  it('are refused where the RFC misprints a length, and read once that is put right', () => {
    expect(misprinted).to.have.length(1)
    expect(() => decodePacket(Buffer.from(misprinted[0]!.hex, 'hex'))).to.throw(MalformedPacket, 'beyond the packet')
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
    let passwords = 0
    for (const [index, { secret, decoded_password, chap_password }] of examples.entries()) {
      const packet = packets[index]!
      if (decoded_password) {
        const plain = decodeUserPassword(packet.get(UserPassword)!, secret, packet.authenticator)
        expect(plain?.toString()).to.equal(decoded_password)
        passwords += 1
      }
      if (chap_password) {
        expect(checkChap({ packet }, chap_password)).to.equal(true)
        expect(checkChap({ packet }, `${chap_password}!`)).to.equal(false)
        passwords += 1
      }
    }
    expect(passwords).to.equal(4)
  })

  it('have replies whose authenticators are right, and wrong with another secret', () => {
    let request: Packet | undefined
    let checked = 0
    for (const [index, { secret, response_authenticator_ok }] of examples.entries()) {
      const packet = packets[index]!
      if (response_authenticator_ok) {
        // Section 7.3 answers two requests; each reply follows its own.
        expect(isResponseAuthentic(packet.raw!, request!.authenticator, secret)).to.equal(true)
        expect(isResponseAuthentic(packet.raw!, request!.authenticator, `${secret}?`)).to.equal(false)
        checked += 1
      } else request = packet
    }
    expect(checked).to.equal(4)
  })

  it('encode again into the same octets', () => {
    for (const [index, packet] of packets.entries())
      expect(encodePacket(packet).toString('hex')).to.equal(examples[index]!.hex)
  })

  it('are what a reply to them begins with and repeats', () => {
    const answer = decodePacket(encodeReply(reply(Code.AccessReject), packets[0]!, 'xyzzy5461'))
    expect(answer.identifier).to.equal(packets[0]!.identifier)
    expect(isResponseAuthentic(answer.raw!, packets[0]!.authenticator, 'xyzzy5461')).to.equal(true)
  })

  it('are hidden the same way by the library: a password built here reads back', () => {
    const packet = accessRequest({ username: 'nemo', password: 'arctangent', secret: 'xyzzy5461' })
    const plain = decodeUserPassword(packet.get(UserPassword)!, 'xyzzy5461', packet.authenticator)
    expect(plain?.toString()).to.equal('arctangent')
  })
})

import { expect } from 'chai'
import {
  AcctSessionTime,
  attributesOf,
  CallingStationId,
  CiscoAvPair,
  Class,
  Code,
  codeName,
  describeAttributes,
  EapMessage,
  FramedIpAddress,
  MsMppeSendKey,
  NasPortType,
  Packet,
  ReplyMessage,
  State,
  standard,
  TunnelPassword,
  UserName,
  UserPassword,
  WisprRedirectionUrl,
} from '../../../radius/index.ts'

const valuesOf = (packet: Packet) =>
  Object.fromEntries(describeAttributes(packet).map(({ name, value }) => [name, value]))

describe('a packet described for people', () => {
  it('names codes as the RFCs do', () => {
    expect([1, 3, 5, 40, 42, 43, 45, 99].map(codeName)).to.deep.equal([
      ...['Access-Request', 'Access-Reject', 'Accounting-Response', 'Disconnect-Request', 'Disconnect-NAK'],
      ...['CoA-Request', 'CoA-NAK', 'Code-99'],
    ])
  })

  it('tells attributes by name in their order, with the names of their values', () => {
    const packet = new Packet(Code.AccessRequest)
      .add(UserName, 'ana')
      .add(CallingStationId, 'AA-BB-CC-DD-EE-FF')
      .add(NasPortType, NasPortType.values.Wireless80211)
      .add(FramedIpAddress, '10.1.2.3')
      .add(AcctSessionTime, 61)
    expect(describeAttributes(packet)).to.deep.equal([
      { name: 'User-Name', value: 'ana', size: 3 },
      { name: 'Calling-Station-Id', value: 'AA-BB-CC-DD-EE-FF', size: 17 },
      { name: 'NAS-Port-Type', value: 'Wireless80211 (19)', size: 4 },
      { name: 'Framed-IP-Address', value: '10.1.2.3', size: 4 },
      { name: 'Acct-Session-Time', value: '61', size: 4 },
    ])
  })

  it('hides what holds a secret, and what nobody knows', () => {
    const secret = Buffer.from('0123456789abcdef')
    const packet = new Packet(Code.AccessAccept)
      .add(UserPassword, secret)
      .add(State, secret)
      .add(Class, secret)
      .add(TunnelPassword, secret)
      .add(MsMppeSendKey, secret)
      .add(CiscoAvPair, 'psk=0123456789abcdef')
      .add(standard.octets('unknown to the library', 222), secret)
      .add(attributesOf(99_999).octets('unknown to the library', 7), secret)
    const described = describeAttributes(packet)
    expect(described.map(({ value }) => value)).to.deep.equal(described.map(() => null))
    expect(described.map(({ name }) => name).slice(-2)).to.deep.equal(['Attr-222', 'Vendor-99999-Attr-7'])
    expect(JSON.stringify(described)).to.not.match(/0123456789abcdef|30313233/)
  })

  it('leaves the query out of addresses, where tokens stand', () => {
    const packet = new Packet(Code.AccessAccept)
      .add(WisprRedirectionUrl, 'https://a.example/go?t=0123')
      .add(CiscoAvPair, 'url-redirect=https://a.example/go?t=0123')
    expect(valuesOf(packet)).to.deep.equal({
      'WISPr-Redirection-URL': 'https://a.example/go?…',
      'Cisco-AVPair': 'url-redirect=https://a.example/go?…',
    })
  })

  it('tells of EAP how far it is, once a packet', () => {
    const identity = Buffer.from([2, 7, 0, 8, 1, 0x61, 0x6e, 0x61])
    expect(valuesOf(new Packet(Code.AccessRequest).add(EapMessage, identity))['EAP-Message']).to.equal(
      'Response Identity',
    )
    const long = Buffer.alloc(400, 2)
    long.writeUInt16BE(400, 2)
    long[4] = 13
    const described = describeAttributes(new Packet(Code.AccessRequest).add(EapMessage, long))
    expect(described.map(({ value, size }) => [value, size])).to.deep.equal([
      ['Response TLS', 253],
      [null, 147],
    ])
  })

  it('passes over a vendor’s attribute that is no list, and shows control characters as such', () => {
    const packet = new Packet(Code.AccessReject)
      .append(Buffer.from([26, 9, 0, 0, 0, 9, 1, 200, 0x61]))
      .append(Buffer.from([26, 4, 0, 0]))
      .add(ReplyMessage, 'no\u001b[2J')
    expect(describeAttributes(packet)).to.deep.equal([
      { name: 'Vendor-9', value: null, size: 3 },
      { name: 'Vendor-Specific', value: null, size: 2 },
      { name: 'Reply-Message', value: 'no\\x1b[2J', size: 6 },
    ])
  })
})

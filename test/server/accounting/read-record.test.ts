import { expect } from 'chai'
import {
  AcctDelayTime,
  AcctInputGigawords,
  AcctInputOctets,
  AcctSessionId,
  AcctSessionTime,
  AcctStatusType,
  AcctTerminateCause,
  CallingStationId,
  Class,
  Code,
  DelegatedIpv6Prefix,
  EventTimestamp,
  FramedIpv6Address,
  FramedIpv6Prefix,
  IpPortRange,
  NasIdentifier,
  NasIpAddress,
  Packet,
  UserName,
} from '../../../radius/index.ts'
import { kindOf, readRecord } from '../../../server/accounting/read-record.ts'
import { createClassTokens, hourOf } from '../../../server/sessions/ledger/class-token.ts'
import type { SessionRecord } from '../../../server/sessions/ledger/record.ts'
import { testSealer as sealer } from '../../support/city.ts'

const { Start, Stop, AccountingOn } = AcctStatusType.values
const receivedAt = new Date('2026-03-02T12:00:00Z')
const classes = createClassTokens(sealer)
const sources = { classes, registry: { hotspotOf: () => undefined } }
const read = (packet: Packet) => readRecord({ packet, gatewayId: 3, receivedAt: receivedAt.getTime() }, sources)
const request = (status: number) =>
  new Packet(Code.AccountingRequest)
    .add(AcctStatusType, status)
    .add(AcctSessionId, 'abc')
    .add(CallingStationId, '02-00-00-00-00-0A')
const readSession = (packet: Packet) => read(packet) as SessionRecord
const whose = { residentId: 5, deviceMac: '02:00:00:00:00:0a', hotspotId: 9 }
const DAY_MS = 86_400_000
const hourBefore = (milliseconds: number) => hourOf(receivedAt.getTime() - milliseconds)
const token = { ...whose, gatewayId: 3, hour: hourBefore(0) }

describe('readRecord', () => {
  it('adds gigawords to the octets', () => {
    const packet = request(Stop).add(AcctInputOctets, 7).add(AcctInputGigawords, 3).add(AcctSessionTime, 60)
    const record = readSession(packet.add(AcctTerminateCause, 4))
    expect(record).to.include({ kind: 'stop', inputOctets: 3 * 2 ** 32 + 7, outputOctets: 0, seconds: 60 })
    expect(record).to.include({ terminateCause: 4, deviceMac: '02:00:00:00:00:0a', residentId: null })
  })

  it('keeps texts exactly as they came, with octet 0 in a form that a database text holds', () => {
    const record = readSession(request(Start).add(UserName, 'T-9\u0000é '))
    expect(record).to.include({ userName: 'T-9\\x00é ', callingStationId: '02-00-00-00-00-0A' })
  })

  it('keeps every IPv6 address and prefix that the gateway tells of the device', () => {
    const packet = request(Start)
      .add(FramedIpv6Prefix, '2001:db8:1::/64')
      .add(FramedIpv6Address, '2001:db8:1::7')
      .add(FramedIpv6Address, '2001:db8:1::8')
      .add(DelegatedIpv6Prefix, '2001:db8:7::/56')
    expect(readSession(packet).ipv6).to.equal('2001:db8:1::/64 2001:db8:1::7 2001:db8:1::8 2001:db8:7::/56')
    expect(readSession(request(Start)).ipv6).to.equal(null)
  })

  it('keeps which ports of its address a NAT gave the device', () => {
    const range = { address: '198.51.100.7', first: 1024, last: 1535, isFreed: false }
    const packet = request(Start).add(IpPortRange, range)
    expect(readSession(packet).natPorts).to.equal(`198.51.100.7,1024,1535,${receivedAt.getTime() / 1000},+`)
    expect(readSession(request(Start)).natPorts).to.equal(null)
    expect(readSession(packet.add(AcctDelayTime, 8 * 86_400)).natPorts, 'nobody knows when').to.equal(null)
  })

  it('knows resident, device and hotspot from the Class that Plaza gave, among others', () => {
    const packet = request(Start).add(Class, Buffer.from('another')).add(Class, classes.seal(token))
    expect(readSession(packet)).to.include({ ...whose, doubt: null })
  })

  it('doubts a Class that another gateway or device was given, or long ago, and takes nothing from it', () => {
    const nothing = { residentId: null, hotspotId: null, deviceMac: whose.deviceMac, interimSeconds: null }
    const strange = [{ gatewayId: 4 }, { deviceMac: '02:00:00:00:00:0b' }, { hour: hourBefore(22 * DAY_MS) }]
    for (const change of strange) {
      const foreign = classes.seal({ ...token, interimSeconds: 60, ...change })
      expect(readSession(request(Start).add(Class, foreign))).to.include({ ...nothing, doubt: 'class' })
      const both = request(Start).add(Class, foreign).add(Class, classes.seal(token))
      expect(readSession(both), 'beside its own').to.include({ ...whose, doubt: null })
    }
    const others = request(Start).add(Class, Buffer.from('of another server, and longer than the mark'))
    expect(readSession(others)).to.include({ ...nothing, doubt: null })
  })

  it('believes a Class for as long as a session lasts and its last record is on its way', () => {
    const old = { ...token, hour: hourBefore(14 * DAY_MS) }
    const stop = request(Stop)
      .add(AcctSessionTime, 7 * 86_400)
      .add(Class, classes.seal(old))
    expect(readSession(stop.add(AcctDelayTime, 6 * 86_400))).to.include({ ...whose, doubt: null })
  })

  it('takes for one session what the NAS does, whatever Class and NAS-IP-Address come with it', () => {
    const keyOf = (packet: Packet) => readSession(packet.add(NasIdentifier, 'nas-1')).sessionKey
    const key = keyOf(request(Start).add(Class, classes.seal(token)))
    expect(keyOf(request(Start).add(Class, classes.seal(token))), 'a Class of a re-authentication').to.equal(key)
    expect(keyOf(request(Stop)), 'a Class in the Start only').to.equal(key)
    expect(keyOf(request(Stop).add(NasIpAddress, '10.0.0.1'))).to.equal(key)
    const others = [
      new Packet(Code.AccountingRequest).add(AcctSessionId, 'abc').add(CallingStationId, '02-00-00-00-00-0C'),
      new Packet(Code.AccountingRequest).add(AcctSessionId, 'abd').add(CallingStationId, '02-00-00-00-00-0A'),
    ]
    for (const other of others) expect(keyOf(other.add(AcctStatusType, Stop))).not.to.equal(key)
    expect(readSession(request(Stop).add(NasIdentifier, 'nas-2')).sessionKey).not.to.equal(key)
  })

  it('counts nothing of a record that was on its way for more than a week, and for nobody', () => {
    const given = classes.seal({ ...token, hour: hourBefore(6 * DAY_MS) })
    const late = (seconds: number) =>
      readSession(request(Stop).add(AcctSessionTime, 60).add(AcctDelayTime, seconds).add(Class, given))
    expect(late(6 * 86_400)).to.include({ residentId: 5, seconds: 60, doubt: null })
    const record = late(200 * 86_400)
    expect(record).to.include({ residentId: null, seconds: 0, doubt: 'late' })
    expect(record.at.toISOString()).to.equal('2026-02-23T12:00:00.000Z')
  })

  it('takes Event-Timestamp where it is near, else the time of arrival less the delay', () => {
    const at = (packet: Packet) => readSession(packet).at.toISOString()
    expect(at(request(Start))).to.equal('2026-03-02T12:00:00.000Z')
    expect(at(request(Start).add(AcctDelayTime, 90))).to.equal('2026-03-02T11:58:30.000Z')
    const near = new Date('2026-03-02T11:57:00Z')
    expect(at(request(Start).add(EventTimestamp, near))).to.equal(near.toISOString())
    const wrong = new Date('1970-01-01T00:05:00Z')
    expect(at(request(Start).add(EventTimestamp, wrong).add(AcctDelayTime, 60))).to.equal('2026-03-02T11:59:00.000Z')
  })

  it('reads Accounting-On without a session', () => {
    const packet = new Packet(Code.AccountingRequest).add(AcctStatusType, AccountingOn)
    expect(read(packet)).to.deep.equal({
      kind: 'on',
      gatewayId: 3,
      at: receivedAt,
      nasIdentifier: null,
      nasIp: null,
    })
  })

  it('knows of nothing to keep in an unknown status, or a session without Acct-Session-Id', () => {
    expect(kindOf(request(Start))).to.equal('start')
    const nameless = new Packet(Code.AccountingRequest).add(AcctStatusType, Start)
    for (const packet of [request(99), nameless]) {
      expect(kindOf(packet)).to.equal(undefined)
      expect(() => read(packet)).to.throw(TypeError, 'keeps nothing')
    }
  })
})

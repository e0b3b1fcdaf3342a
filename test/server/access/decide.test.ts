import { expect } from 'chai'
import { type Credentials, decide, type Facts, type RejectReason } from '../../../server/access/decide.ts'
import { initialPolicy } from '../../../server/access/policies/policies.ts'

const now = new Date('2026-03-01T12:00:00Z')
const deviceMac = '02:00:00:00:00:01'
const ticket = { gatewayId: 7, deviceMac, expiresAt: new Date(now.getTime() + 60_000), usedAt: null }
const withTicket: Credentials = { kind: 'ticket', passwordMatches: true, ticket }
const withMac: Credentials = {
  kind: 'mac',
  passwordMatches: true,
  device: { boundUntil: new Date(now.getTime() + 86_400_000) },
}
const withCredential: Credentials = {
  kind: 'device-credential',
  credential: { expiresAt: new Date(now.getTime() + 86_400_000), revokedAt: null },
}
const facts: Facts = {
  credentials: withTicket,
  deviceMac,
  gatewayId: 7,
  residentBlocked: false,
  otherDevices: 0,
  usedToday: { seconds: 0, octets: 0 },
  policy: initialPolicy,
  now,
}

const closed = { open: false, until: new Date(now.getTime() + 3_600_000) }

describe('decide', () => {
  it('accepts a fresh ticket with the whole policy', () => {
    expect(decide(facts)).to.deep.equal({
      accept: true,
      limits: {
        sessionSeconds: 4 * 3600,
        idleSeconds: 900,
        interimSeconds: 300,
        upBps: 2_000_000,
        downBps: 5_000_000,
        octets: 2 ** 31,
      },
    })
  })

  it('puts the device where the policy says, in an emergency too', () => {
    const segment = { vlan: 120, filterId: null, role: 'visitor' }
    const policy = { ...initialPolicy, ...segment }
    expect(decide({ ...facts, policy })).to.deep.nested.include({ 'limits.segment': segment })
    const unknown = { kind: 'mac', passwordMatches: true, device: undefined } as const
    const emergencyUntil = new Date(now.getTime() + 60_000)
    const decision = decide({ ...facts, policy, credentials: unknown, emergencyUntil })
    expect(decision).to.deep.nested.include({ emergency: true, 'limits.segment': segment })
  })

  it('accepts a bound device', () => {
    expect(decide({ ...facts, credentials: withMac })).to.have.property('accept', true)
  })

  it('accepts a device that has shown its credential by 802.1X', () => {
    expect(decide({ ...facts, credentials: withCredential })).to.have.property('accept', true)
  })

  it('gives only what is left of the day', () => {
    const decision = decide({ ...facts, usedToday: { seconds: 8 * 3600 - 90, octets: 2 ** 31 - 1000 } })
    expect(decision).to.have.nested.property('limits.sessionSeconds', 90)
    expect(decision).to.have.nested.property('limits.octets', 1000)
  })

  it('gives no longer than until closing, to whoever asks by whatever method', () => {
    const opening = { open: true, until: new Date(now.getTime() + 90_500) }
    const all: Credentials[] = [withTicket, withMac, withCredential, { kind: 'signed-in' }]
    for (const credentials of all) {
      expect(decide({ ...facts, credentials, opening })).to.have.nested.property('limits.sessionSeconds', 90)
    }
    const forEver = { open: true, until: undefined }
    expect(decide({ ...facts, opening: forEver })).to.have.nested.property('limits.sessionSeconds', 4 * 3600)
  })

  it('lets an emergency override closing, for residents and strangers, and lasts no longer than it', () => {
    const emergencyUntil = new Date(now.getTime() + 600_000)
    for (const credentials of [withTicket, withMac, withCredential]) {
      const decision = decide({ ...facts, credentials, opening: closed, emergencyUntil })
      expect(decision).to.have.nested.property('limits.sessionSeconds', 600)
      expect(decision).to.not.have.property('emergency')
    }
    const stranger = { ...withMac, device: undefined }
    expect(decide({ ...facts, credentials: stranger, opening: closed, emergencyUntil })).to.include({
      accept: true,
      emergency: true,
    })
    const closesBefore = { open: true, until: new Date(now.getTime() + 60_000) }
    expect(decide({ ...facts, opening: closesBefore, emergencyUntil })).to.have.nested.property(
      'limits.sessionSeconds',
      600,
    )
    const closesAfter = { open: true, until: new Date(now.getTime() + 900_000) }
    expect(decide({ ...facts, opening: closesAfter, emergencyUntil })).to.have.nested.property(
      'limits.sessionSeconds',
      900,
    )
  })

  it('gives no volume limit where the policy has none', () => {
    const policy = { ...initialPolicy, dailyOctets: null, dailySeconds: null }
    const decision = decide({ ...facts, policy, usedToday: { seconds: 1e9, octets: 1e15 } })
    expect(decision).to.have.nested.property('limits.octets', null)
    expect(decision).to.have.nested.property('limits.sessionSeconds', 4 * 3600)
  })

  const rejected: Array<[RejectReason, Partial<Facts>]> = [
    ['unsupported-method', { credentials: { kind: 'unsupported' } }],
    ['tls-failed', { credentials: { kind: 'refused', reason: 'tls-failed' } }],
    ['credential-expired', { credentials: { ...withCredential, credential: { expiresAt: now, revokedAt: null } } }],
    ['credential-revoked', { credentials: { ...withCredential, credential: { expiresAt: now, revokedAt: now } } }],
    ['credential-revoked', { credentials: { ...withCredential, credential: undefined } }],
    ['no-calling-station-id', { credentials: withCredential, deviceMac: undefined }],
    ['resident-blocked', { credentials: withCredential, residentBlocked: true }],
    ['too-many-devices', { credentials: withCredential, otherDevices: initialPolicy.devicesPerResident }],
    ['unknown-user', { credentials: { kind: 'ticket', passwordMatches: false, ticket: undefined } }],
    ['wrong-password', { credentials: { ...withTicket, passwordMatches: false } }],
    ['wrong-password', { credentials: { ...withMac, passwordMatches: false } }],
    ['no-calling-station-id', { deviceMac: undefined }],
    ['ticket-used', { credentials: { ...withTicket, ticket: { ...ticket, usedAt: now } } }],
    ['ticket-expired', { credentials: { ...withTicket, ticket: { ...ticket, expiresAt: now } } }],
    ['ticket-other-gateway', { gatewayId: 8 }],
    ['ticket-other-device', { deviceMac: '02:00:00:00:00:02' }],
    ['device-not-bound', { credentials: { ...withMac, device: undefined } }],
    ['binding-expired', { credentials: { ...withMac, device: { boundUntil: now } } }],
    ['resident-blocked', { residentBlocked: true }],
    ['level-too-low', { policy: { ...initialPolicy, lacksLevel: 'refused' } }],
    ['level-too-low', { credentials: withMac, policy: { ...initialPolicy, lacksLevel: 'refused' } }],
    ['daily-time-used-up', { usedToday: { seconds: 8 * 3600, octets: 0 } }],
    ['daily-volume-used-up', { usedToday: { seconds: 0, octets: 2 ** 31 } }],
    ['too-many-devices', { otherDevices: 5 }],
    ['hotspot-closed', { opening: closed }],
    ['hotspot-closed', { credentials: withMac, opening: closed }],
    ['hotspot-closed', { credentials: withCredential, opening: closed }],
    ['hotspot-closed', { credentials: { kind: 'signed-in' }, opening: closed }],
    ['hotspot-closed', { credentials: { ...withMac, device: undefined }, opening: closed }],
    ['hotspot-closed', { opening: { open: true, until: new Date(now.getTime() + 999) } }],
    ['hotspot-closed', { opening: closed, emergencyUntil: now }],
    ['wrong-password', { credentials: { ...withMac, passwordMatches: false }, opening: closed }],
    ['hotspot-full', { isFull: true }],
    ['hotspot-full', { credentials: withMac, isFull: true }],
    ['hotspot-full', { credentials: withCredential, isFull: true }],
    ['hotspot-full', { credentials: { kind: 'signed-in' }, isFull: true }],
    ['hotspot-full', { isFull: true, emergencyUntil: now }],
    ['device-not-bound', { credentials: { ...withMac, device: undefined }, isFull: true }],
    ['daily-time-used-up', { usedToday: { seconds: 8 * 3600, octets: 0 }, isFull: true }],
    ['too-many-devices', { otherDevices: 5, isFull: true }],
  ]
  for (const [reason, change] of rejected) {
    it(`rejects with ${reason}: ${JSON.stringify(change).slice(0, 90)}`, () => {
      expect(decide({ ...facts, ...change })).to.deep.equal({ accept: false, reason })
    })
  }

  it('turns nobody away from a full hotspot in an emergency', () => {
    const emergencyUntil = new Date(now.getTime() + 600_000)
    for (const credentials of [withTicket, withMac, withCredential]) {
      const decision = decide({ ...facts, credentials, isFull: true, emergencyUntil })
      expect(decision).to.include({ accept: true }).and.not.have.property('emergency')
    }
  })

  it('does not tell a stranger with a wrong password whether the ticket was used', () => {
    const credentials: Credentials = { kind: 'ticket', passwordMatches: false, ticket: { ...ticket, usedAt: now } }
    expect(decide({ ...facts, credentials })).to.deep.equal({ accept: false, reason: 'wrong-password' })
  })
})

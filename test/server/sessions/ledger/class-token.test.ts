import { expect } from 'chai'
import { createClassTokens, hourOf, isOfRecord } from '../../../../server/sessions/ledger/class-token.ts'
import { testSealer as sealer } from '../../../support/city.ts'

const given = { gatewayId: 7, hour: hourOf(Date.parse('2026-03-02T12:34:00Z')) }
const token = {
  ...{ residentId: Number.MAX_SAFE_INTEGER, deviceMac: '02:00:00:00:00:0b', hotspotId: 9, interimSeconds: 300 },
  ...given,
}
const bare = { residentId: 5, deviceMac: '02:00:00:00:00:0c', hotspotId: null, ...given }

describe('Class', () => {
  it('is opaque and short enough for an attribute', () => {
    const value = createClassTokens(sealer).seal(token)
    expect(value.length).to.be.at.most(253)
    expect(value.toString('latin1')).not.to.include(token.deviceMac)
  })

  it('opens in any process, at first and again, to what was sealed', () => {
    const [one, other] = [createClassTokens(sealer), createClassTokens(sealer)]
    for (const what of [token, bare]) {
      for (const value of [one.seal(what), one.seal(what)]) {
        expect(one.open(value)).to.deep.equal(what)
        expect(other.open(value)).to.deep.equal(what)
        expect(other.open(new Uint8Array(value))).to.deep.equal(what)
      }
    }
  })

  it('follows its device to another gateway, hour, hotspot, resident and interval', () => {
    const { seal, open } = createClassTokens(sealer)
    const moved = [{ gatewayId: 8 }, { hour: given.hour + 1 }, { hotspotId: 10 }, { hotspotId: null }]
    for (const change of [{}, ...moved, { residentId: 6 }, { interimSeconds: 60 }]) {
      const changed = { ...token, ...change }
      expect(open(seal(changed))).to.deep.equal(changed)
    }
  })

  it('is another one each time', () => {
    const { seal } = createClassTokens(sealer)
    const values = new Set(Array.from({ length: 1000 }, () => seal(token).toString('hex')))
    expect(values.size).to.equal(1000)
  })

  it('does not open where it was changed or cut, or is of another', () => {
    const { seal, open } = createClassTokens(sealer)
    const value = seal(token)
    expect(open(value)).to.deep.equal(token)
    for (let at = 12; at < value.length; at += 1) {
      const changed = Buffer.from(value)
      changed[at]! ^= 1
      expect(open(changed), `octet ${at}`).to.equal(undefined)
    }
    for (let length = 0; length < value.length; length += 1)
      expect(open(value.subarray(0, length)), `${length} octets`).to.equal(undefined)
    expect(open(Buffer.from('a Class of somebody else, as long as ours'))).to.equal(undefined)
  })

  it('is of the records of its gateway and device, from when it was given for three weeks', () => {
    const at = (text: string) => new Date(text)
    const record = { gatewayId: 7, deviceMac: token.deviceMac, at: at('2026-03-02T12:34:00Z') }
    const isOf = (change: Partial<typeof record> | { deviceMac: null }) => isOfRecord(token, { ...record, ...change })
    expect(isOf({})).to.equal(true)
    expect(isOf({ deviceMac: null }), 'a record that names no device').to.equal(true)
    expect(isOf({ at: at('2026-03-23T11:59:00Z') }), 'the longest session, on its way for the longest').to.equal(true)
    expect(isOf({ at: at('2026-03-02T11:52:00Z') }), 'a clock that is off').to.equal(true)
    expect(isOf({ gatewayId: 8 })).to.equal(false)
    expect(isOf({ deviceMac: '02:00:00:00:00:0c' })).to.equal(false)
    expect(isOf({ at: at('2026-03-23T12:01:00Z') })).to.equal(false)
    expect(isOf({ at: at('2026-03-02T11:49:00Z') })).to.equal(false)
  })
})

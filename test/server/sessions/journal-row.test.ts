import { expect } from 'chai'
import { decodeRow, encodeRow } from '../../../server/sessions/journal-row.ts'
import type { AccountingRecord } from '../../../server/sessions/record.ts'

const at = new Date('2026-02-03T04:05:06.789Z')
const session: AccountingRecord = {
  kind: 'stop',
  gatewayId: 7,
  sessionKey: 'key of the session',
  acctSessionId: '0001-ñ"\\',
  at,
  seconds: 600,
  inputOctets: Number.MAX_SAFE_INTEGER,
  outputOctets: 2 ** 40,
  terminateCause: 4,
  residentId: 12,
  deviceMac: 'aa:bb:cc:00:11:22',
  hotspotId: 34,
  userName: 'somebody',
  callingStationId: 'AA-BB-CC-00-11-22',
  calledStationId: '00-11-22-33-44-55:Plaza',
  nasIdentifier: 'ap-1',
  nasIp: '192.0.2.1',
  nasPort: 9,
  framedIp: '10.0.0.1',
  multiSessionId: 'multi',
  interimSeconds: 300,
}
const bare: AccountingRecord = {
  ...session,
  ...{ kind: 'start', terminateCause: null, residentId: null, deviceMac: null, hotspotId: null, userName: null },
  ...{ callingStationId: null, calledStationId: null, nasIdentifier: null, nasIp: null, nasPort: null },
  ...{ framedIp: null, multiSessionId: null, interimSeconds: null },
}
const on: AccountingRecord = { kind: 'on', gatewayId: 7, at, nasIdentifier: null, nasIp: '192.0.2.1' }

describe('a row of the accounting journal', () => {
  it('gives every record back as it was', () => {
    expect(decodeRow(encodeRow([session, on, bare]))).to.deep.equal([session, on, bare])
  })

  it('is read as well where its records have names', () => {
    expect(decodeRow(JSON.stringify([session, on]))).to.deep.equal([session, on])
  })

  it('takes little more than half of the octets that it takes with names', () => {
    expect(encodeRow([session]).length).to.be.below(0.6 * JSON.stringify([session]).length)
  })
})

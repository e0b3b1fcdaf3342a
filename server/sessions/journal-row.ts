import { type AccountingRecord, isNasRecord } from './record.ts'

/**
 * Records as a row of the journal holds them: a JSON array with one array for each, without the names, which are as long
 * again as the values. A field that is added later comes last.
 */
export const encodeRow = (records: AccountingRecord[]): string => JSON.stringify(records.map(valuesOf))

/** @param row what {@link encodeRow} made, or a JSON array of records as they are */
export const decodeRow = (row: string): AccountingRecord[] =>
  (JSON.parse(row) as (Values | AccountingRecord)[]).map((entry) =>
    'kind' in entry ? { ...entry, at: new Date(entry.at) } : recordOf(entry),
  )

const valuesOf = (record: AccountingRecord) => {
  const { kind, gatewayId, nasIdentifier, nasIp } = record
  const head = [kind, gatewayId, record.at.getTime(), nasIdentifier, nasIp] as const
  if (isNasRecord(record)) return head
  return [
    ...head,
    record.acctSessionId,
    record.sessionKey,
    record.seconds,
    record.inputOctets,
    record.outputOctets,
    record.terminateCause,
    record.residentId,
    record.deviceMac,
    record.hotspotId,
    record.userName,
    record.callingStationId,
    record.calledStationId,
    record.nasPort,
    record.framedIp,
    record.multiSessionId,
    record.interimSeconds,
  ] as const
}
type Values = ReturnType<typeof valuesOf>

function recordOf(values: Values): AccountingRecord {
  const [kind, gatewayId, at, nasIdentifier, nasIp] = values
  if (values.length === 5) return { kind, gatewayId, at: new Date(at), nasIdentifier, nasIp } as AccountingRecord
  return {
    kind: kind as 'start',
    gatewayId,
    at: new Date(at),
    nasIdentifier,
    nasIp,
    acctSessionId: values[5],
    sessionKey: values[6],
    seconds: values[7],
    inputOctets: values[8],
    outputOctets: values[9],
    terminateCause: values[10],
    residentId: values[11],
    deviceMac: values[12],
    hotspotId: values[13],
    userName: values[14],
    callingStationId: values[15],
    calledStationId: values[16],
    nasPort: values[17],
    framedIp: values[18],
    multiSessionId: values[19],
    interimSeconds: values[20],
  }
}

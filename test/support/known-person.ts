import { randomBytes } from 'node:crypto'
import { ensureDefaultPolicy } from '../../server/access/policies/policies.ts'
import { issueTicket } from '../../server/access/tickets.ts'
import { storeRecords } from '../../server/accounting/ingest.ts'
import { maintainPartitions } from '../../server/database/schema/partitions.ts'
import { auditAlone } from '../../server/directory/audit.ts'
import { addPasswordCredential, noteCredentialUse } from '../../server/directory/devices/device-credentials.ts'
import { bindDevice } from '../../server/directory/devices/devices.ts'
import { findOrCreateResident, recordConsent } from '../../server/directory/residents.ts'
import { putStaff } from '../../server/directory/staff.ts'
import { startTrace, storeTraceEvents } from '../../server/traces/traces.ts'
import { testSealer } from './city.ts'
import type { TestDatabase } from './database.ts'
import { sessionRecord } from './session-record.ts'

export interface KnownPerson {
  residentId: number
  mac: string
  /** By each of these the person would be known again, wherever one is written. */
  traces: string[]
}

/** A resident of whom every table that may know of a person has a row, and of whose device too. */
export async function knownPerson(
  db: TestDatabase,
  {
    name,
    mac,
    ip,
    gatewayId,
    hotspots,
  }: { name: string; mac: string; ip: string; gatewayId: number; hotspots: number[] },
): Promise<KnownPerson> {
  await maintainPartitions(db, 'access_log', new Date(), 90)
  const hotspotId = hotspots[0]!
  const subject = `subject-of-${name}`
  const residentId = (await findOrCreateResident(db, { issuer: 'https://key.example', subject, locale: 'es' })).id
  await bindDevice(db, { mac, residentId, until: new Date(Date.now() + 86_400_000) })
  await recordConsent(db, { residentId, termsVersion: '1', language: 'es' })
  await issueTicket(db, testSealer, { residentId, deviceMac: mac, replacesMac: mac, gatewayId, hotspotId })
  const deviceName = `telefono-de-${name}`
  const { id, username } = await addPasswordCredential(db, testSealer, { residentId, deviceName, days: 10 })
  await noteCredentialUse(db, id, mac)
  await auditAlone(db, { kind: 'resident' }, 'device.remove', `resident ${residentId}`)
  await auditAlone(db, { kind: 'command' }, 'device-credential.add', `device-credential ${id}`, { residentId })

  const upper = mac.toUpperCase().replaceAll(':', '-')
  const base = {
    ...{
      gatewayId,
      hotspotId,
      deviceMac: mac,
      callingStationId: upper,
      framedIp: ip,
      ipv6: '2001:db8::7 2001:db8:7::/56',
      natPorts: `${ip},1024,1535,1772452800,+`,
      seconds: 60,
      outputOctets: 5000,
    },
    ...{
      userName: username,
      calledStationId: 'AP-7',
      nasIdentifier: 'nas-7',
      nasPort: 7,
      multiSessionId: `m-${upper}`,
    },
  }
  const dayOf = (instant: Date) => instant.toISOString().slice(0, 10)
  for (const one of [
    { kind: 'stop', residentId, terminateCause: 1 },
    { kind: 'start', residentId },
    { kind: 'stop', residentId: null, userName: mac },
  ] as const)
    await storeRecords(db, [sessionRecord({ ...base, ...one })], dayOf)
  // What it did without a name while it was the resident's.
  await db.pool.query("update devices set bound_at = now() - interval '1 hour' where mac = $1", [mac])
  await db.pool.query('update sessions set resident_id = null where device_mac = $1 and user_name = $1::text', [mac])
  const sessions = await db.query
    .selectFrom('sessions')
    .select('id')
    .where('device_mac', '=', mac)
    .orderBy('id')
    .execute()
  const [{ id: sessionId }] = sessions as [{ id: number }]
  await db.query.updateTable('sessions').set({ hotspot_id: hotspots[1]! }).where('id', '=', sessionId).execute()

  const staff = { issuer: 'x', subject: 'staff-subject', name: 'Staff of the test', role: 'admin' } as const
  await putStaff(db, staff)
  const { id: staffId } = await db.query.selectFrom('staff').select('id').executeTakeFirstOrThrow()
  const run = await db.query
    .insertInto('disconnect_runs')
    .values({ scope: 'resident', staff_id: staffId })
    .returning('id')
    .executeTakeFirstOrThrow()
  const asked = { session_id: sessionId, staff_id: staffId, outcome: 'nak', error_cause: 503, attempts: 1 } as const
  const answered_at = new Date()
  await db.query
    .insertInto('disconnects')
    .values({ ...asked, cause: 'staff', run_id: run.id, answered_at })
    .execute()
  const limits = { up_bps: 1_000_001, down_bps: 2_000_001, session_seconds: 601, answered_at }
  await db.query
    .insertInto('limit_changes')
    .values({ ...asked, ...limits })
    .execute()

  const place = { gateway_id: gatewayId, hotspot_id: hotspotId, device_mac: mac }
  for (const resident_id of [residentId, null]) {
    const decision = {
      at: new Date(),
      method: 'mac',
      accepted: true,
      reason: 'accepted',
      device_pseudonym: `ps-${name}`,
    }
    await db.query
      .insertInto('access_log')
      .values({ ...place, ...decision, resident_id })
      .execute()
    const code = `${name}${resident_id}`
    const detail = `what-happened-to-${name}`
    const found = { code, problem: 'failed', detail, steps: JSON.stringify([{ step: 'redirect', at: '2026' }]) }
    const resume = testSealer.seal('secret', 'help-case')
    await db.query
      .insertInto('help_cases')
      .values({ ...place, ...found, resident_id, resume_sealed: resume })
      .execute()
  }
  const grant = { ends_at: new Date(Date.now() + 3_600_000), opened_at: new Date(), up_bps: 1001, down_bps: 2001 }
  await db.query
    .insertInto('grants')
    .values({ ...place, ...grant, resident_id: residentId, octets: 3001, token: `secret-token-of-${name}` })
    .execute()
  await bearVoucher(db, residentId)
  const trace = await startTrace(db, { device: mac }, null)
  const event = { what: 'decision', method: upper, reason: username } as const
  await storeTraceEvents(db, [{ traceId: trace.id, gatewayId, at: Date.now(), event }])
  return { residentId, mac, traces: [mac, upper, subject, deviceName, username, ip, `what-happened-to-${name}`] }
}

/** As if the person had come with a voucher. */
async function bearVoucher(db: TestDatabase, residentId: number): Promise<void> {
  await ensureDefaultPolicy(db)
  const { id: policy_id } = await db.query.selectFrom('policies').select('id').limit(1).executeTakeFirstOrThrow()
  const ends_at = new Date(Date.now() + 86_400_000)
  const { id: batch_id } = await db.query
    .insertInto('voucher_batches')
    .values({ name: 'visitors', policy_id, devices: 1, ends_at, seconds: 3600 })
    .returning('id')
    .executeTakeFirstOrThrow()
  const used = { bearer_id: residentId, first_used_at: new Date(), ends_at, revoked_at: null }
  await db.query
    .insertInto('vouchers')
    .values({ batch_id, number: 1, code_hash: randomBytes(32), ...used })
    .execute()
}

/** Their accounts and numbers are of other people, and of none. */
const NOT_OF_RESIDENTS = [
  ...['staff', 'gateways', 'gateway_controllers', 'certificate_ends', 'policies'],
  ...['hotspots', 'hotspot_calls', 'snmp_credentials'],
  // Their subject is a place or a gateway.
  ...['incidents', 'silences', 'kept_days', 'kept_hours', 'kept_minutes'],
]

/** The tables that say whose a row is, or hang on one that does: by what the database itself knows of them. */
export async function tablesOfPeople({ pool }: TestDatabase): Promise<string[]> {
  const { rows } = await pool.query<{ name: string }>(
    `with recursive person (oid) as (
       select c.oid from pg_class c where c.relname = 'residents' and c.relnamespace = 'public'::regnamespace
       union
       select a.attrelid from pg_attribute a join pg_class c on c.oid = a.attrelid
       where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
         and not a.attisdropped and c.relname <> all($1)
         and (a.attname ~
              '(^|_)(resident|subject|mac|user_name|username|calling_station_id|framed_ip|ipv6|nat_ports|public_ip)(_|$)')
       union
       select f.conrelid from pg_constraint f join person p on f.confrelid = p.oid where f.contype = 'f')
     select relname as name from person join pg_class c on c.oid = person.oid where not relispartition order by 1`,
    [NOT_OF_RESIDENTS],
  )
  return rows.map(({ name }) => name)
}

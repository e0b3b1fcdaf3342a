import type { Selectable } from 'kysely'
import type { Database } from '../database/connection.ts'
import { publish } from '../database/events.ts'
import type { Tables } from '../database/tables.ts'

/** What a resident gets. Times in seconds, rates in bit/s; null: no limit. */
export interface Policy {
  sessionSeconds: number
  idleSeconds: number
  interimSeconds: number
  /** From the device. */
  upBps: number | null
  /** To the device. */
  downBps: number | null
  /** Per resident and local day, all devices together. */
  dailySeconds: number | null
  dailyOctets: number | null
  devicesPerResident: number
}

const GIB = 2 ** 30
const HOUR = 3600

/** The policy of a new Plaza. */
export const initialPolicy: Policy = {
  sessionSeconds: 4 * HOUR,
  idleSeconds: 15 * 60,
  interimSeconds: 300,
  upBps: 2_000_000,
  downBps: 5_000_000,
  dailySeconds: 8 * HOUR,
  dailyOctets: 2 * GIB,
  devicesPerResident: 5,
}

/** Stores {@link initialPolicy} as the default, unless there is a default policy already. */
export async function ensureDefaultPolicy({ query }: Pick<Database, 'query'>): Promise<void> {
  await query
    .insertInto('policies')
    .values({
      name: 'default',
      is_default: true,
      session_seconds: initialPolicy.sessionSeconds,
      idle_seconds: initialPolicy.idleSeconds,
      interim_seconds: initialPolicy.interimSeconds,
      bandwidth_up_bps: initialPolicy.upBps,
      bandwidth_down_bps: initialPolicy.downBps,
      daily_seconds: initialPolicy.dailySeconds,
      daily_octets: initialPolicy.dailyOctets,
      devices_per_resident: initialPolicy.devicesPerResident,
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

const fromRow = (row: Selectable<Tables['policies']>): Policy => ({
  sessionSeconds: row.session_seconds,
  idleSeconds: row.idle_seconds,
  interimSeconds: row.interim_seconds,
  upBps: row.bandwidth_up_bps,
  downBps: row.bandwidth_down_bps,
  dailySeconds: row.daily_seconds,
  dailyOctets: row.daily_octets,
  devicesPerResident: row.devices_per_resident,
})

/** All, by id. */
export async function loadPolicies({ query }: Pick<Database, 'query'>): Promise<Map<number, Policy>> {
  const rows = await query.selectFrom('policies').selectAll().execute()
  return new Map(rows.map((row) => [row.id, fromRow(row)]))
}

/** All, by name; the default one first. */
export async function namedPolicies({ query }: Pick<Database, 'query'>) {
  const rows = await query.selectFrom('policies').selectAll().orderBy('is_default', 'desc').orderBy('name').execute()
  return rows.map((row) => ({ id: row.id, name: row.name, isDefault: row.is_default, ...fromRow(row) }))
}

/** Changes the policy of this name, or makes it: what is not given is as in the policy before, or in the default one. */
export async function putPolicy(db: Database, name: string, change: Partial<Policy>): Promise<Policy> {
  const all = await namedPolicies(db)
  const before = all.find((policy) => policy.name === name) ?? all.find(({ isDefault }) => isDefault) ?? initialPolicy
  const policy: Policy = { ...before, ...change }
  const values = {
    session_seconds: policy.sessionSeconds,
    idle_seconds: policy.idleSeconds,
    interim_seconds: policy.interimSeconds,
    bandwidth_up_bps: policy.upBps,
    bandwidth_down_bps: policy.downBps,
    daily_seconds: policy.dailySeconds,
    daily_octets: policy.dailyOctets,
    devices_per_resident: policy.devicesPerResident,
  }
  await db.query
    .insertInto('policies')
    .values({ name, is_default: false, ...values })
    .onConflict((conflict) => conflict.column('name').doUpdateSet(values))
    .execute()
  await publish(db, { type: 'policies' })
  return policy
}

/** @throws {Error} when no policy is the default one */
export async function loadDefaultPolicy({ query }: Pick<Database, 'query'>): Promise<Policy> {
  const row = await query.selectFrom('policies').selectAll().where('is_default', '=', true).executeTakeFirst()
  if (!row) throw new Error('No policy is the default one: table policies has no row with is_default.')
  return fromRow(row)
}

/** The default policy in memory. */
export interface CurrentPolicy {
  get(): Policy
  /** Reads it afresh: at the event `policies`, and when events may have been missed. */
  reload(): Promise<void>
}

/** Reads the default policy, making it first where there is none. */
export async function openPolicy(db: Pick<Database, 'query'>): Promise<CurrentPolicy> {
  await ensureDefaultPolicy(db)
  let policy = await loadDefaultPolicy(db)
  return {
    get: () => policy,
    async reload() {
      policy = await loadDefaultPolicy(db)
    },
  }
}

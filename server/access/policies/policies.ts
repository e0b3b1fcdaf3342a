import type { Database } from '../../database/connection.ts'
import { NO_SEGMENT, type Segment } from './segment.ts'

/** What a resident gets. Times in seconds, rates in bit/s; null: no limit. */
export interface Policy extends Segment {
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
  /** Of a device that is online at several gateways at once: staff and its resident see it, or it also signs in anew. */
  copiedDevices: 'show' | 'sign-in'
  /**
   * Of a hotspot that has this policy for residents, with as many devices online as it is made for: further ones are let in,
   * or turned away, whoever's they are.
   */
  whenFull: 'let-in' | 'turn-away'
  /** The least level of verification, as the settings name it; null: none is asked for. */
  minimumLevel: string | null
  /** The policy of accounts below it; null: they are not let in. */
  belowPolicyId: number | null
  /** It stands in for another one, whose least level the account lacks. */
  lacksLevel?: 'limited' | 'refused'
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
  copiedDevices: 'show',
  whenFull: 'let-in',
  minimumLevel: null,
  belowPolicyId: null,
  ...NO_SEGMENT,
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
      copied_devices: initialPolicy.copiedDevices,
      when_full: initialPolicy.whenFull,
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

/** A policy as it is stored; the default one is that of hotspots without another. */
export interface NamedPolicy extends Policy {
  id: number
  name: string
  isDefault: boolean
}

/** Every policy, the default one first, then by name. */
export async function loadPolicies({ query }: Pick<Database, 'query'>): Promise<NamedPolicy[]> {
  const rows = await query.selectFrom('policies').selectAll().orderBy('is_default', 'desc').orderBy('name').execute()
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    isDefault: row.is_default,
    sessionSeconds: row.session_seconds,
    idleSeconds: row.idle_seconds,
    interimSeconds: row.interim_seconds,
    upBps: row.bandwidth_up_bps,
    downBps: row.bandwidth_down_bps,
    dailySeconds: row.daily_seconds,
    dailyOctets: row.daily_octets,
    devicesPerResident: row.devices_per_resident,
    copiedDevices: row.copied_devices,
    whenFull: row.when_full,
    minimumLevel: row.minimum_level,
    belowPolicyId: row.below_policy_id,
    vlan: row.vlan,
    filterId: row.filter_id,
    role: row.gateway_role,
  }))
}

/** The default policy as {@link defaultOf} finds it; nothing is written. */
export const loadDefaultPolicy = async (db: Pick<Database, 'query'>): Promise<Policy> =>
  defaultOf(await loadPolicies(db))

/** The default policy among these; {@link initialPolicy}, which has no number yet, before any process has stored one. */
export const defaultOf = (policies: readonly NamedPolicy[]): NamedPolicy =>
  policies.find(({ isDefault }) => isDefault) ?? { ...initialPolicy, id: 0, name: 'default', isDefault: true }

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

import type { Database } from '../../database/connection.ts'
import { publish } from '../../database/events/events.ts'
import { isForeignKeyViolation, isUniqueViolation } from '../../database/sql-errors.ts'
import { defaultOf, loadPolicies, type NamedPolicy, type Policy } from './policies.ts'

/** What may be chosen of a policy; the interim interval is the whole city's. */
export type PolicySettings = Omit<Policy, 'interimSeconds' | 'lacksLevel'>

type Range = readonly [least: number, most: number, mayLack: boolean]

/** What is wrong with a policy that is to be stored, or which one there is not. */
export class PolicyError extends Error {
  override name = 'PolicyError'
  readonly field: 'name' | 'policy' | keyof PolicySettings
  /** Least and most, and whether it may be without limit, where it is out of these. */
  readonly range: Range | undefined
  constructor(field: PolicyError['field'], message: string, range?: Range) {
    super(message)
    this.field = field
    this.range = range
  }
}

const LONGEST_NAME = 60
const DAY = 86_400
/** What a gateway can be told in 32 bits (RFC 2865 section 5). */
const MOST = 2 ** 32 - 1

type Name = 'filterId' | 'role'
type Limit = Exclude<keyof PolicySettings, Name | 'copiedDevices' | 'whenFull' | 'minimumLevel' | 'belowPolicyId'>

/** Least and most of each, and whether it may be without; seconds, bit/s, octets, devices, VLAN. */
const ranges: Record<Limit, Range> = {
  sessionSeconds: [60, 7 * DAY, false],
  idleSeconds: [60, DAY, false],
  upBps: [1000, MOST, true],
  downBps: [1000, MOST, true],
  dailySeconds: [60, DAY, true],
  dailyOctets: [1_000_000, Number.MAX_SAFE_INTEGER, true],
  devicesPerResident: [1, 1000, false],
  // 0 and 4095 are no VLANs (IEEE 802.1Q, table 9-2)
  vlan: [1, 4094, true],
}

/** What gateways have names of their own for, and what they may be: what every make takes, and a VSA holds. */
const names: readonly Name[] = ['filterId', 'role']
const LONGEST_GATEWAY_NAME = 64
const PRINTABLE = /^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/

/**
 * Adds a policy; what is not given is as in the default one, but for the level that it asks for.
 *
 * @param levels of verification that there are
 * @returns its id
 * @throws {PolicyError}
 */
export async function addPolicy(
  db: Database,
  name: string,
  settings: Partial<PolicySettings>,
  levels: readonly string[] = [],
): Promise<number> {
  const policies = await loadPolicies(db)
  const basis = { ...defaultOf(policies), minimumLevel: null, belowPolicyId: null }
  const clean = name.trim()
  if (clean === '' || clean.length > LONGEST_NAME) {
    throw new PolicyError('name', `A policy has a name of at most ${LONGEST_NAME} characters, e.g. hospitals.`)
  }
  const { id } = await db.query
    .insertInto('policies')
    .values({
      ...columnsOf(checkedWhole({ ...basis, ...checked(settings), id: undefined }, policies, levels)),
      name: clean,
      interim_seconds: basis.interimSeconds,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
    .catch((error) => {
      if (!isUniqueViolation(error)) throw error
      throw new PolicyError('name', `There is a policy named "${clean}" already.`)
    })
  await publish(db, { type: 'policies' })
  return id
}

/** Changes what is given. @param levels of verification that there are. @throws {PolicyError} */
export async function changePolicy(
  db: Database,
  id: number,
  settings: Partial<PolicySettings>,
  levels: readonly string[] = [],
): Promise<void> {
  const policies = await loadPolicies(db)
  const before = policies.find((policy) => policy.id === id)
  if (!before) throw new PolicyError('policy', `There is no policy ${id}.`)
  await db.query
    .updateTable('policies')
    .set(columnsOf(checkedWhole({ ...before, ...checked(settings) }, policies, levels, before)))
    .where('id', '=', id)
    .execute()
  await publish(db, { type: 'policies' })
}

/** Removes a policy that no group has; the default one stays. @throws {PolicyError} */
export async function removePolicy(db: Database, id: number): Promise<void> {
  const done = await db.query
    .deleteFrom('policies')
    .where('id', '=', id)
    .where('is_default', '=', false)
    .returning('id')
    .executeTakeFirst()
    .catch((error) => {
      if (!isForeignKeyViolation(error)) throw error
      throw new PolicyError(
        'policy',
        'A hotspot group or a batch of vouchers has this policy, or another policy names it: change those first.',
      )
    })
  if (!done) throw new PolicyError('policy', `There is no policy ${id} besides the default one.`)
  await publish(db, { type: 'policies' })
}

function checked(settings: Partial<PolicySettings>): Partial<PolicySettings> {
  const { copiedDevices, whenFull, minimumLevel, belowPolicyId } = settings
  const given = (Object.keys(ranges) as Array<keyof typeof ranges>).filter((field) => settings[field] !== undefined)
  for (const field of given) {
    const [least, most, mayLack] = ranges[field]
    const value = settings[field]
    if (value === null ? mayLack : Number.isInteger(value) && value! >= least && value! <= most) continue
    const more = mayLack ? ', or none' : ''
    throw new PolicyError(
      field,
      `${field}: expected a whole number from ${least} to ${most}${more} (it is ${value}).`,
      ranges[field],
    )
  }
  const limits = Object.fromEntries(given.map((field) => [field, settings[field]]))
  return {
    ...limits,
    ...checkedNames(settings),
    ...(copiedDevices !== undefined && { copiedDevices }),
    ...(whenFull !== undefined && { whenFull }),
    ...(minimumLevel !== undefined && { minimumLevel }),
    ...(minimumLevel === null && { belowPolicyId: null }),
    ...(belowPolicyId !== undefined && { belowPolicyId }),
  }
}

function checkedNames(settings: Partial<PolicySettings>): Partial<Pick<PolicySettings, Name>> {
  const given = names.filter((field) => settings[field] !== undefined)
  for (const field of given) {
    const name = settings[field]
    if (name == null || (name.length <= LONGEST_GATEWAY_NAME && PRINTABLE.test(name))) continue
    const expected = `a name of 1 to ${LONGEST_GATEWAY_NAME} letters, digits and signs of ASCII, as it is at the gateway`
    throw new PolicyError(field, `${field}: expected ${expected}, or none (it is "${name}").`)
  }
  return Object.fromEntries(given.map((field) => [field, settings[field]]))
}

/** A level has to be a known one, unless it stays; who is below it gets another policy, and that one asks for none. */
function checkedWhole<T extends PolicySettings & { id: number | undefined }>(
  policy: T,
  policies: readonly NamedPolicy[],
  levels: readonly string[],
  before?: NamedPolicy,
): T {
  const { id, minimumLevel, belowPolicyId } = policy
  if (minimumLevel !== null && minimumLevel !== before?.minimumLevel && !levels.includes(minimumLevel)) {
    const known = levels.length === 0 ? 'CITY_KEY_LEVELS names none' : `there are ${levels.join(', ')}`
    throw new PolicyError('minimumLevel', `There is no level "${minimumLevel}": ${known}.`)
  }
  if (minimumLevel !== null && policies.some((other) => other.belowPolicyId === id && id !== undefined))
    throw new PolicyError(
      'minimumLevel',
      'Accounts below the level of another policy get this one: it can ask for none.',
    )
  if (belowPolicyId === null) return policy
  if (minimumLevel === null)
    throw new PolicyError('belowPolicyId', 'A policy without a least level has nobody below it.')
  const lower = policies.find((other) => other.id === belowPolicyId)
  if (!lower || lower.id === id || lower.minimumLevel !== null)
    throw new PolicyError(
      'belowPolicyId',
      'Who is below the level gets another policy, which asks for no level itself.',
    )
  return policy
}

const columnsOf = (policy: PolicySettings) => ({
  session_seconds: policy.sessionSeconds,
  idle_seconds: policy.idleSeconds,
  bandwidth_up_bps: policy.upBps,
  bandwidth_down_bps: policy.downBps,
  daily_seconds: policy.dailySeconds,
  daily_octets: policy.dailyOctets,
  devices_per_resident: policy.devicesPerResident,
  copied_devices: policy.copiedDevices,
  when_full: policy.whenFull,
  minimum_level: policy.minimumLevel,
  below_policy_id: policy.belowPolicyId,
  vlan: policy.vlan,
  filter_id: policy.filterId,
  gateway_role: policy.role,
})

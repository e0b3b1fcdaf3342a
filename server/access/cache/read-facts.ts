import type { Database } from '../../database/connection.ts'
import { allResidents, deviceBindings, isBlocked, verificationLevel } from '../../directory/fragments.ts'
import { type UsedAsRead, type UsedColumns, usedAsRead, usedByResident, usedColumns } from '../../usage/today.ts'
import { termsOf } from '../../vouchers/fragments.ts'
import { readTerms, type TermsColumn, type VoucherTerms } from '../../vouchers/terms.ts'

/** What decides over a resident's requests, as the database has it; what was used is that of the day asked for. */
export interface ResidentFacts extends UsedAsRead {
  id: number
  blocked: boolean
  /** Level of verification; null: none is known. */
  level: string | null
  /** Of a voucher's bearer. */
  voucher: VoucherTerms | undefined
}

export interface DeviceFacts {
  mac: string
  /** Seconds since 1970. */
  boundUntil: number
  resident: ResidentFacts
}

export interface FactsAsOf {
  now: Date
  /** Local day, `yyyy-mm-dd`. */
  day: string
  /** When it began. */
  dayBegan: Date
  /** Sessions that have not reported since are not live: see `sessions/silence.ts`. */
  liveSince: Date
}

/**
 * Of resident `r`. `residents` itself is read for who is blocked or has a level only, and by indexes, where a device names its resident: of a city's it is
 * mostly on the disk.
 */
const columns = `r.id, ${isBlocked('r.id')}, ${verificationLevel('r.id')}, ${termsOf('r.id')}, ${usedColumns}`
const used = usedByResident({
  ...{ resident: 'r.id', day: '$2', dayBegan: '$3::timestamptz', now: '$5::timestamptz' },
  liveSince: '$4::timestamptz',
})
const valuesOf = ({ day, dayBegan, liveSince, now }: FactsAsOf) => [day, dayBegan, liveSince, now]

/**
 * One of $1, without the planner knowing how many they are: it would else find a plan made for these alone cheaper and plan
 * each time (PostgreSQL, "PREPARE", Notes), which takes five times as long as finding a device.
 */
const anyOf = (type: string) => `any((select $1::${type})::${type})`

type ResidentRow = [id: number, blocked: boolean, level: string | null, terms: TermsColumn, ...used: UsedColumns]

/** One statement for all: the devices of these MACs that are bound, past bindings too, with their residents. */
export async function readDevices(
  { pool }: Pick<Database, 'pool'>,
  macs: string[],
  asOf: FactsAsOf,
): Promise<DeviceFacts[]> {
  const { rows } = await pool.query<[mac: string, boundUntil: number, ...resident: ResidentRow]>({
    name: 'plaza-devices',
    text: `select d.mac, floor(extract(epoch from d.bound_until))::float8, ${columns}
           from ${deviceBindings} as d, lateral (select d.resident_id as id) as r, ${used}
           where d.mac = ${anyOf('macaddr[]')}`,
    values: [`{${macs.join()}}`, ...valuesOf(asOf)],
    rowMode: 'array',
  })
  return rows.map(([mac, boundUntil, ...resident]) => ({ mac, boundUntil, resident: residentOf(resident) }))
}

/** One statement for all: those residents of these ids that exist. */
export async function readResidents(
  { pool }: Pick<Database, 'pool'>,
  ids: number[],
  asOf: FactsAsOf,
): Promise<ResidentFacts[]> {
  const { rows } = await pool.query<ResidentRow>({
    name: 'plaza-residents',
    text: `select ${columns} from ${allResidents} as r, ${used} where r.id = ${anyOf('bigint[]')}`,
    values: [`{${ids.join()}}`, ...valuesOf(asOf)],
    rowMode: 'array',
  })
  return rows.map(residentOf)
}

const residentOf = ([id, blocked, level, terms, ...read]: ResidentRow): ResidentFacts => ({
  ...{ id, blocked, level, voucher: readTerms(terms) },
  ...usedAsRead(read),
})

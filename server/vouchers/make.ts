import type { Database } from '../database/connection.ts'
import { isForeignKeyViolation } from '../database/sql-errors.ts'
import type { Sealer } from '../sealing.ts'
import { codeHasher } from './code-hash.ts'
import { makeCode, readCode } from './codes.ts'

/** Vouchers that are to be made. */
export interface NewVouchers {
  /** What they are for. */
  name: string
  policyId: number
  /** How many devices may be signed in with one. */
  devices: number
  /** Until when each must be used first, and where it has no `seconds`, when it ends. */
  endsAt: Date
  /** How long each lasts from its first use; null: until `endsAt`. */
  seconds: number | null
  count: number
}

/** A voucher's code, which is told this once. */
export interface MadeVoucher {
  number: number
  code: string
}

/** What is wrong with vouchers that are to be made or revoked, or which there are not. */
export class VoucherError extends Error {
  override name = 'VoucherError'
  readonly field: keyof NewVouchers | 'batch' | 'number' | 'off'
  constructor(field: VoucherError['field'], message: string) {
    super(message)
    this.field = field
  }
}

export const MOST_VOUCHERS = 1000
export const MOST_DEVICES = 20
const LONGEST_NAME = 80
const DAY_MS = 86_400_000
/** A year: what is printed and lost is not for ever. */
export const LONGEST_DAYS = 366
const SHORTEST_SECONDS = 600

/**
 * Makes a batch of vouchers.
 *
 * @param staffId null: the plaza command
 * @throws {VoucherError}
 */
export async function makeVouchers(
  db: Database,
  sealer: Sealer,
  wanted: NewVouchers,
  staffId: number | null,
  now = new Date(),
): Promise<{ id: number; vouchers: MadeVoucher[] }> {
  const { policyId, devices, endsAt, seconds, count } = wanted
  const name = checked(wanted, now)
  const { id } = await db.query
    .insertInto('voucher_batches')
    .values({ name, policy_id: policyId, devices, ends_at: endsAt, seconds, made_by: staffId })
    .returning('id')
    .executeTakeFirstOrThrow()
    .catch((error) => {
      if (!isForeignKeyViolation(error)) throw error
      throw new VoucherError('policyId', `There is no policy ${policyId}.`)
    })
  const hash = await codeHasher(db, sealer)
  const codes = new Set<string>()
  while (codes.size < count) codes.add(makeCode())
  const vouchers = [...codes].map((code, index) => ({ number: index + 1, code }))
  await db.query
    .insertInto('vouchers')
    .values(vouchers.map(({ number, code }) => ({ batch_id: id, number, code_hash: hash(readCode(code)!) })))
    .execute()
  return { id, vouchers }
}

/** @returns the name, clean. @throws {VoucherError} */
function checked({ name, devices, endsAt, seconds, count }: NewVouchers, now: Date): string {
  const clean = name.trim()
  if (clean === '' || clean.length > LONGEST_NAME)
    throw new VoucherError('name', `Say what the vouchers are for, in at most ${LONGEST_NAME} characters.`)
  if (!isWhole(devices, 1, MOST_DEVICES))
    throw new VoucherError('devices', `A voucher is for 1 to ${MOST_DEVICES} devices (it is ${devices}).`)
  if (!isWhole(count, 1, MOST_VOUCHERS))
    throw new VoucherError('count', `A batch has 1 to ${MOST_VOUCHERS} vouchers (it is ${count}).`)
  const longest = LONGEST_DAYS * DAY_MS
  if (!(endsAt > now && endsAt.getTime() <= now.getTime() + longest))
    throw new VoucherError('endsAt', `Vouchers end within ${LONGEST_DAYS} days from now.`)
  if (seconds !== null && !isWhole(seconds, SHORTEST_SECONDS, longest / 1000))
    throw new VoucherError('seconds', `From its first use a voucher lasts 10 minutes to ${LONGEST_DAYS} days.`)
  return clean
}

const isWhole = (value: number, least: number, most: number): boolean =>
  Number.isInteger(value) && value >= least && value <= most

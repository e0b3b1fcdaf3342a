import { z } from 'zod'
import { endpoint } from '../endpoint.ts'
import { pageOf, paging } from '../page.ts'
import { idParameter, moment } from '../parameters.ts'

export const voucherState = z.enum(['unused', 'used', 'ended', 'revoked'])
export type VoucherState = z.infer<typeof voucherState>

/** Vouchers of one kind; `unused` to `revoked` are how many of them are what. `madeBy` null: the plaza command. */
export const voucherBatch = z.object({
  id: z.int(),
  name: z.string(),
  policy: z.string(),
  devices: z.int(),
  /** Until when each must be used first, and without `seconds` when it ends. */
  endsAt: z.iso.datetime(),
  /** How long each lasts from its first use; null: until `endsAt`. */
  seconds: z.int().nullable(),
  madeAt: z.iso.datetime(),
  madeBy: z.string().nullable(),
  vouchers: z.int(),
  ...{ unused: z.int(), used: z.int(), ended: z.int(), revoked: z.int() },
})
export type VoucherBatch = z.infer<typeof voucherBatch>
export const voucherBatchPage = pageOf(voucherBatch)

export const listVoucherBatches = endpoint({
  method: 'get',
  path: '/voucher-batches',
  summary: 'Vouchers for people without a City Key, by the batches in which they were made, newest first',
  role: 'operator',
  districts: 'city',
  query: z.strictObject(paging(200, 50)),
  response: voucherBatchPage,
})

/** A voucher by its number in its batch: its code is told when it is made, and never again. */
export const voucher = z.object({
  number: z.int(),
  state: voucherState,
  firstUsedAt: z.iso.datetime().nullable(),
  /** Null: not known before its first use. */
  endsAt: z.iso.datetime().nullable(),
  /** The account of its bearer, which is counted and erased as a resident's; null: not used yet, or erased. */
  resident: z.int().nullable(),
})
export type Voucher = z.infer<typeof voucher>
/** All of a batch on one page. */
export const voucherPage = pageOf(voucher)

export const listVouchers = endpoint({
  method: 'get',
  path: '/voucher-batches/{id}',
  summary: 'Every voucher of a batch, used or not',
  role: 'operator',
  districts: 'city',
  params: idParameter,
  response: voucherPage,
})

/** What a batch may be made of. */
export const voucherChoices = z.object({ policies: z.array(z.object({ id: z.int(), name: z.string() })) })

export const readVoucherChoices = endpoint({
  method: 'get',
  path: '/voucher-choices',
  summary: 'Which policies vouchers may have',
  role: 'operator',
  districts: 'city',
  response: voucherChoices,
})

/** `endsAt`: until when each must be used first, and without `hours` when it ends; `hours`: from its first use. */
export const newVouchers = z.strictObject({
  name: z.string().max(200),
  policy: z.int(),
  devices: z.int(),
  endsAt: moment,
  hours: z.number().positive().max(8784).nullable(),
  count: z.int(),
})

/** The codes are told this once. */
export const madeVouchers = z.object({
  id: z.int(),
  vouchers: z.array(z.object({ number: z.int(), code: z.string() })),
})
export type MadeVouchers = z.infer<typeof madeVouchers>

export const makeVouchers = endpoint({
  method: 'post',
  path: '/voucher-batches',
  summary: 'Makes a batch of vouchers, and tells their codes, which are not stored',
  role: 'operator',
  districts: 'city',
  body: newVouchers,
  response: madeVouchers,
  changes: { action: 'voucher.make', target: 'voucher-batch {id}' },
})

export const revokedVouchers = z.object({ revoked: z.int() })

export const revokeVouchers = endpoint({
  method: 'post',
  path: '/voucher-batches/{id}/revoke',
  summary: 'Revokes a batch of vouchers, or one of them by its number: whoever is online by it is disconnected',
  role: 'operator',
  districts: 'city',
  params: idParameter,
  body: z.strictObject({ number: z.int().min(1).nullable() }),
  response: revokedVouchers,
  changes: { action: 'voucher.revoke', target: 'voucher-batch {id}' },
})

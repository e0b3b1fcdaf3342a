import type pg from 'pg'

/** Takes the voucher's bearer from it: it is over, and nobody's. */
export async function eraseFromVouchers(client: pg.ClientBase, residentId: number): Promise<void> {
  await client.query('update vouchers set bearer_id = null where bearer_id = $1', [residentId])
}

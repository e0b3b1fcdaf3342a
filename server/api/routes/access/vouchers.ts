import { loadPolicies } from '../../../access/policies/policies.ts'
import { startDisconnectRun } from '../../../sessions/disconnects/disconnect-runs.ts'
import { makeVouchers, VoucherError } from '../../../vouchers/make.ts'
import { revokeVouchers } from '../../../vouchers/revoke.ts'
import { countBatches, listBatches, listVouchers } from '../../../vouchers/views.ts'
import * as contract from '../../contract/index.ts'
import { cutPage, rowsFor, shownAs, wholePage } from '../../cursor.ts'
import { type ApiParts, ApiProblem, changed, implement, unchanged } from '../../route.ts'
import { idBefore } from '../parameters.ts'

function explained(error: unknown): never {
  if (!(error instanceof VoucherError)) throw error
  const { field, message } = error
  if (field === 'batch' || field === 'number') throw new ApiProblem(404, 'no-such-voucher', message)
  throw new ApiProblem(400, 'wrong-voucher', message, field)
}

const iso = (at: Date | null) => at?.toISOString() ?? null

export const voucherRoutes = [
  implement(contract.listVoucherBatches, async ({ parts: { db }, query }) => {
    const [rows, total, policies] = await Promise.all([
      listBatches(db, { limit: rowsFor(query), before: idBefore(query.cursor) }),
      countBatches(db, contract.MOST_COUNTED),
      loadPolicies(db),
    ])
    const names = new Map(policies.map(({ id, name }) => [id, name]))
    return shownAs(
      cutPage(rows, query, total, ({ id }) => [id]),
      ({ policyId, endsAt, madeAt, ...batch }) => ({
        ...batch,
        policy: names.get(policyId) ?? '',
        endsAt: endsAt.toISOString(),
        madeAt: madeAt.toISOString(),
      }),
    )
  }),
  implement(contract.listVouchers, async ({ parts: { db }, params: { id } }) => {
    const rows = await listVouchers(db, id)
    if (rows.length === 0) throw new ApiProblem(404, 'no-such-voucher', `There is no batch ${id}.`)
    return shownAs(wholePage(rows), ({ number, state, firstUsedAt, endsAt, bearerId }) => ({
      ...{ number, state, firstUsedAt: iso(firstUsedAt), endsAt: iso(endsAt), resident: bearerId },
    }))
  }),
  implement(contract.readVoucherChoices, async ({ parts: { db } }) => {
    const policies = await loadPolicies(db)
    return { policies: policies.map(({ id, name }) => ({ id, name })) }
  }),
  implement(contract.makeVouchers, async ({ parts: { db, sealer, config }, body, staff }) => {
    if (!config.vouchers) throw new ApiProblem(400, 'wrong-voucher', 'Vouchers are off: PLAZA_VOUCHERS.', 'off')
    const { name, policy, devices, endsAt, hours, count } = body
    const wanted = {
      ...{ name, policyId: policy, devices, endsAt, count },
      seconds: hours === null ? null : Math.round(hours * 3600),
    }
    const made = await makeVouchers(db, sealer, wanted, staff.id).catch(explained)
    return changed(made, { name: name.trim(), policy, devices, endsAt: endsAt.toISOString(), hours, count })
  }),
  implement(contract.revokeVouchers, async ({ parts: { db }, params: { id }, body: { number }, staff }) => {
    const { vouchers, bearers } = await revokeVouchers(db, id, number).catch(explained)
    if (vouchers === 0) return unchanged({ revoked: 0 })
    const whenStored = (parts: ApiParts) => void disconnect(parts, bearers, staff.id)
    return changed({ revoked: vouchers }, { vouchers, ...(number !== null && { number }) }, { whenStored })
  }),
]

/** One bearer after the other: a batch has a thousand at most. */
async function disconnect(parts: ApiParts, bearers: readonly number[], staffId: number): Promise<void> {
  try {
    for (const resident of bearers) await (await startDisconnectRun(parts, { resident }, staffId)).done
  } catch (error) {
    parts.log.error({ err: error }, 'sessions of revoked vouchers were not ended: they end by themselves')
  }
}

import { redeemVoucher } from '../../vouchers/redeem.ts'
import type { PortalStep } from '../context.ts'
import { sentField } from '../pages/form.ts'
import { VOUCHER_CODE } from '../pages/voucher-form.ts'
import { Problem } from '../problems/problem.ts'
import { admit } from './sign-in.ts'
import { arrivalIn, checkForm, mark } from './state.ts'

/** Lets a device in by a voucher's code, in place of a City Key. @throws {Problem} */
export const useVoucher: PortalStep = async (context, request, response) => {
  const { config, db, sealer, registry, stateOf, voucherGuesses, now } = context
  if (!config.vouchers) throw new Problem('not-found', 'vouchers are off: PLAZA_VOUCHERS')
  const state = stateOf(request, response)
  checkForm(state, request.body)
  const { deviceMac } = arrivalIn(state, registry)
  const guess = await voucherGuesses.begin(request, response, deviceMac)
  const redeemed = await redeemVoucher(db, sealer, sentField(request, VOUCHER_CODE), deviceMac, new Date(now()))
  if (redeemed === 'unknown') throw new Problem('voucher-unknown', 'no voucher has the code that was typed')
  await guess.wasNone()
  if (redeemed === 'over') throw new Problem('voucher-over', 'the voucher has ended, or was revoked')
  if (redeemed === 'in-use') throw new Problem('voucher-in-use', 'the voucher has as many devices as it may')
  mark(state, 'voucher', now())
  delete state.replacesMac
  delete state.visits
  state.save()
  await admit(context, request, response, { residentId: redeemed.residentId, visits: false })
}

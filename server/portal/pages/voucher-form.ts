import { LONGEST_INPUT } from '../../vouchers/codes.ts'
import { csrfForm } from './form.ts'
import { html, type Markup } from './html.ts'
import type { Reader } from './page.ts'

/** Where a voucher's code is sent, and as what. */
export const VOUCHER = '/portal/voucher'
export const VOUCHER_CODE = 'code'

/** For people without a City Key. */
export const voucherForm = ({ text }: Reader, csrf: string): Markup => html`<h2>${text('voucherTitle')}</h2>
<p>${text('voucherText')}</p>
${csrfForm(
  VOUCHER,
  csrf,
  html`<label for="voucher">${text('voucherCode')}</label>
<input id="voucher" name="${VOUCHER_CODE}" required maxlength="${LONGEST_INPUT}" autocomplete="off" autocapitalize="characters" autocorrect="off" spellcheck="false">
<button class="second">${text('voucherUse')}</button>`,
)}`

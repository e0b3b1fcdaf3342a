import type { HelpContacts } from '../../config/index.ts'
import { html, type Markup } from '../pages/html.ts'
import type { Reader } from '../pages/page.ts'

/** Who takes the code of a problem; nothing where the city has not said. */
export function contacts({ text }: Pick<Reader, 'text'>, { phone, chat, address }: HelpContacts): Markup | undefined {
  const ways = [
    phone !== undefined && html`<a href="tel:${dialled(phone)}">${text('helpCall', { phone })}</a>`,
    chat !== undefined &&
      html`<a rel="noreferrer" href="${chat}">${text('helpWrite', { host: new URL(chat).host })}</a>`,
    address !== undefined && text('helpGo', { address }),
  ].filter((way) => way !== false)
  if (ways.length === 0) return undefined
  return html`<p>${text('helpGive')}</p><ul>${ways.map((way) => html`<li>${way}</li>`)}</ul>`
}

/** As a phone dials it (RFC 3966 section 3): no spaces, and `#` not as the beginning of a fragment. */
const dialled = (phone: string): string => phone.replace(/[^\d+*#]/g, '').replaceAll('#', '%23')

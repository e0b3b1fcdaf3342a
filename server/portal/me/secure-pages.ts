import { hidden } from '../form.ts'
import { html, type Markup } from '../html.ts'
import type { Page, Reader } from '../page.ts'
import { ANONYMOUS, type SecureCredential, type SecureWifi } from '../profiles/secure-wifi.ts'
import { field, form, ME, second, type Words } from './form.ts'

/** The longest name of a device, in characters. */
export const LONGEST_NAME = 40

/** One that a device holds. */
export interface HeldCredential {
  id: number
  name: string
  until: Date
  lastUsed: Date | null
}

/** Of `/me`: what holds, and how to protect one more. */
export function secureSection({ text, when }: Words, csrf: string, ssid: string, held: HeldCredential[]): Markup {
  return html`<h2 id="secure">${text('secureTitle')}</h2><p>${text('secureText', { ssid })}</p>
${
  held.length > 0 &&
  html`<ul class="mine">${held.map(
    ({ id, name, until, lastUsed }) => html`<li><b>${name}</b><br><small>${text('meUntil', { at: when(until) })} · ${
      lastUsed === null ? text('secureUnused') : text('secureUsed', { at: when(lastUsed) })
    }</small>
${form('revoke', csrf, html`${hidden('credential', id)}${second(text('secureRevoke'), text('secureRevokeOf', { device: name }))}`)}</li>`,
  )}</ul>`
}
${form(
  'secure',
  csrf,
  html`${field('name', text('secureName'), { required: true, maxlength: LONGEST_NAME })}${second(text('secureAdd'))}`,
)}`
}

/** User name, password and profiles of a new credential. Nothing of it is in an address. */
export function securePage(
  { text }: Reader,
  csrf: string,
  { ssid, serverNames }: SecureWifi,
  { id, username, password }: SecureCredential,
  name: string,
): Page {
  const profile = (kind: ProfileKind, label: string) =>
    form('profile', csrf, html`${hidden('credential', id)}${hidden('kind', kind)}${second(label)}`)
  const rows: Array<[string, string]> = [
    [text('secureNetwork'), ssid],
    [text('secureEap'), 'TTLS'],
    [text('securePhase2'), 'PAP'],
    [text('secureDomain'), serverNames[0]!],
    [text('secureIdentity'), username],
    [text('secureAnonymous'), ANONYMOUS],
    [text('securePassword'), password],
  ]
  return {
    title: text('secureReady'),
    inLanguage: (language) => `${ME}/secure?lang=${language}`,
    body: html`<h1>${text('secureReady')}</h1><p>${text('secureOnce', { device: name })}</p>
<h2>iPhone, iPad, Mac</h2><p>${text('secureApple')}</p>${profile('apple', text('secureProfile'))}
<h2>Android</h2><p>${text('secureAndroid')}</p>${profile('ca', text('secureCa'))}
<table><tbody>${rows.map(([label, value]) => html`<tr><th scope="row">${label}</th><td><b>${value}</b></td></tr>`)}</tbody></table>
<p>${text('securePasspoint')}</p>${profile('passpoint', text('securePasspointFile'))}
<h2>Windows</h2><p>${text('secureWindows')}</p><p class="code">netsh wlan add profile filename=plaza.xml</p>
${profile('windows', text('secureProfile'))}
<a class="button" href="${ME}">${text('secureDone')}</a>`,
  }
}

export const profileKinds = ['apple', 'passpoint', 'windows', 'ca'] as const
export type ProfileKind = (typeof profileKinds)[number]

/** The name cannot be used, or there are enough. */
export const secureRefusedPage = ({ text }: Reader, why: 'secureBadName' | 'secureTooMany', most: number): Page => ({
  status: 400,
  title: text('secureTitle'),
  inLanguage: undefined,
  body: html`<h1>${text('secureTitle')}</h1><p role="alert">${text(why, { number: most })}</p>
<a class="button" href="${ME}#secure">${text('meDeleteNo')}</a>`,
})

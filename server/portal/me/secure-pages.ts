import { assets } from '../pages/assets.ts'
import { hidden } from '../pages/form.ts'
import { html, type Markup } from '../pages/html.ts'
import type { Page, Reader } from '../pages/page.ts'
import type { System } from '../pages/system.ts'
import { domainsOf, outerIdentity, type SecureCredential, type SecureWifi } from '../profiles/secure-wifi.ts'
import { form, ME, second, type Words } from './form.ts'
import { nameField } from './name-field.ts'
import { type ProfileKind, WINDOWS_FILE } from './profile-files.ts'
import type { ActiveCredential } from './read.ts'

/** The part of `/me` on the encrypted network: the active credentials, and a form for one more. */
export function secureSection(
  { text, when }: Words,
  csrf: string,
  ssid: string,
  credentials: ActiveCredential[],
): Markup {
  return html`<h2 id="secure">${text('secureTitle')}</h2><p>${text('secureText', { ssid })}</p>
${
  credentials.length > 0 &&
  html`<ul class="mine">${credentials.map(
    ({
      id,
      name,
      until,
      lastUsed,
    }) => html`<li><b><bdi>${name}</bdi></b><br><small>${text('meUntil', { at: when(until) })} · ${
      lastUsed === null ? text('secureUnused') : text('secureUsed', { at: when(lastUsed) })
    }</small>
${form('revoke', csrf, html`${hidden('credential', id)}${second(text('secureRevoke'), text('secureRevokeOf', { device: name }))}`)}</li>`,
  )}</ul>`
}
${secureForm(text, csrf)}`
}

const secureForm = (text: Reader['text'], csrf: string, wrong?: string): Markup =>
  form(
    'secure',
    csrf,
    html`${nameField(text, 'secure-name', text('secureName'), { value: wrong ?? '', wrong: wrong !== undefined })}${second(text('secureAdd'))}`,
  )

/** User name, password and profiles of a new credential, the reader's system first. Nothing of it is in an address. */
export function securePage(
  { text }: Reader,
  wifi: SecureWifi,
  { id, username, password }: SecureCredential,
  { name, system }: { name: string; system: System },
): Page {
  const profile = (kind: ProfileKind, label: string) =>
    html`<a class="button second" href="${ME}/profile/${id}/${kind}">${label}</a>`
  const rows: Array<[string, string]> = [
    [text('secureNetwork'), wifi.ssid],
    [text('secureEap'), 'TTLS'],
    [text('securePhase2'), 'PAP'],
    [text('secureDomain'), domainsOf(wifi).join(';')],
    [text('secureIdentity'), username],
    [text('secureAnonymous'), outerIdentity(wifi)],
    [text('securePassword'), password],
  ]
  const settings = (chosen: Array<[string, string]>, prefix: string) =>
    html`<dl class="settings">${chosen.map(([label, value], row) => html`<dt>${label}</dt><dd>${copied(text, label, value, `${prefix}-${row}`)}</dd>`)}</dl>`
  const isAsked = ([label]: [string, string]) => label === text('secureIdentity') || label === text('securePassword')
  const command = `netsh wlan add profile filename=${WINDOWS_FILE}`
  const ways: Record<NonNullable<System>, Markup> = {
    apple: html`<h2>iPhone, iPad, Mac</h2><p>${text('secureApple')}</p>${profile('apple', text('secureProfile'))}`,
    android: html`<h2>Android</h2><p>${text('secureAndroid')}</p>${profile('ca', text('secureCa'))}${settings(rows, 'android')}
<p>${text('securePasspoint')}</p>${profile('passpoint', text('securePasspointFile'))}`,
    windows: html`<h2>Windows</h2>${settings(rows.filter(isAsked), 'windows')}<p>${text('secureWindows')}</p>${profile('windows', text('secureProfile'))}
<p>${copied(text, 'netsh', command, 'command')}</p>`,
  }
  return {
    title: text('secureReady'),
    script: assets.copyJs.path,
    inLanguage: (language) => `${ME}/secure?lang=${language}`,
    body: html`<h1>${text('secureReady')}</h1><p>${text('secureOnce', { device: name })}</p>
${inOrder(text, ways, system)}
<span id="copied" class="unseen" role="status"></span>
<a class="button" href="${ME}">${text('secureDone')}</a>`,
  }
}

/** The ways of all systems one after the other; the reader's own, where it is known, and the others folded away. */
function inOrder(text: Reader['text'], ways: Record<NonNullable<System>, Markup>, system: System): Markup {
  if (system === undefined) return html`${Object.values(ways)}`
  const others = Object.entries(ways).flatMap(([other, way]) => (other === system ? [] : [way]))
  return html`${ways[system]}<details><summary>${text('secureOthers')}</summary>${others}</details>`
}

/** A value, and a button that copies it where there is JavaScript. */
const copied = (text: Reader['text'], what: string, value: string, id: string): Markup =>
  html`<span id="${id}"><code>${value}</code></span> <button class="copy" type="button" data-copy="${id}" data-done="${text('copied')}" aria-label="${text('copyOf', { what })}" hidden>${text('copy')}</button>`

/** The form again, with what was wrong with the name. */
export const badNamePage = ({ text }: Reader, csrf: string, given: string): Page => ({
  status: 400,
  title: text('secureTitle'),
  inLanguage: undefined,
  body: html`<h1>${text('secureTitle')}</h1>${secureForm(text, csrf, given)}
<a class="button second" href="${ME}#secure">${text('meDeleteNo')}</a>`,
})

export const tooManyPage = ({ text }: Reader, most: number): Page => ({
  status: 409,
  title: text('secureTitle'),
  inLanguage: undefined,
  body: html`<h1>${text('secureTitle')}</h1><p role="alert">${text('secureTooMany', { number: most })}</p>
<a class="button" href="${ME}#secure">${text('meDeleteNo')}</a>`,
})

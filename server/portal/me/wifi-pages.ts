import type { Config } from '../../config.ts'
import { html, type Markup } from '../html.ts'
import type { Page, Reader } from '../page.ts'
import { nameField } from './device-pages.ts'
import { type Kind, kinds, type Made, stepsFor } from './guides.ts'
import type { Mine } from './read.ts'
import { form, hidden, ME, second, type Words } from './words.ts'

const back = ({ text }: Pick<Reader, 'text'>) =>
  html`<a class="button second" href="${ME}#wifi">${text('meDeleteNo')}</a>`

/** The part of a resident's page that is about the secure network. */
export function secureWifi(
  { text, date }: Words,
  csrf: string,
  { ssid }: NonNullable<Config['secureWifi']>,
  { credentials }: Mine,
): Markup {
  const row = ({ id, device, madeAt, until, usedAt }: Mine['credentials'][number]) => {
    const words = [
      text('wifiMade', { at: date(madeAt) }),
      text('meUntil', { at: date(until) }),
      usedAt ? text('wifiUsed', { at: date(usedAt) }) : text('wifiNotUsed'),
    ]
    return html`<li><b>${device}</b><br><small>${words.join(' · ')}</small>
${form('revoke', csrf, html`${hidden('credential', id)}${second(text('wifiRevoke'), text('wifiRevokeOf', { device }))}`)}</li>`
  }
  return html`<h2 id="wifi">${text('wifiTitle')}</h2><p>${text('wifiText', { ssid })}</p>
${credentials.length === 0 ? html`<p>${text('wifiNone')}</p>` : html`<ul class="mine">${credentials.map(row)}</ul>`}
<a class="button second" href="${ME}/protect">${text('wifiProtect')}</a>`
}

export interface Protecting {
  /** The newest credential when the page was made. */
  after: number
  name: string
  kind: Kind | undefined
}

/** Which device is to be protected. */
export function protectPage(
  { text }: Reader,
  csrf: string,
  { after, name, kind }: Protecting,
  wrong: { name: boolean; kind: boolean } = { name: false, kind: false },
): Page {
  const isWrong = wrong.name || wrong.kind
  const choice = (each: Kind) =>
    html`<label class="choice"><input type="radio" name="kind" value="${each}" required${each === kind && html` checked`}> ${text(`kind.${each}`)}</label>`
  return {
    ...(isWrong && { status: 400 }),
    title: text('wifiProtect'),
    inLanguage: isWrong ? undefined : (language) => `${ME}/protect?lang=${language}`,
    body: html`<h1>${text('wifiProtect')}</h1><p>${text('protectText')}</p>
${form(
  'protect',
  csrf,
  html`${hidden('after', after)}${nameField(text, 'name', name, wrong.name)}
<fieldset><legend>${text('protectKind')}</legend>${wrong.kind && html`<small class="wrong" role="alert">${text('protectKindWrong')}</small>`}${kinds.map(choice)}</fieldset>
<button>${text('protectGo')}</button>`,
)}
${back({ text })}`,
  }
}

/** The password, this once, and what to do with it on the device. Only a page that was sent for can show it. */
export const protectedPage = (reader: Reader, made: Made & { kind: Kind }): Page => {
  const title = reader.text('protectedTitle', { device: made.deviceName })
  return {
    title,
    inLanguage: undefined,
    body: html`<h1>${title}</h1><p>${reader.text('protectedText', { minutes: made.minutes })}</p>
${stepsFor(reader, made, made.kind)}
${back(reader)}`,
  }
}

export const tooManyPage = (reader: Reader, most: number): Page => {
  const title = reader.text('tooManyTitle', { most })
  return {
    status: 409,
    title,
    inLanguage: undefined,
    body: html`<h1>${title}</h1><p>${reader.text('tooManyText')}</p>${back(reader)}`,
  }
}

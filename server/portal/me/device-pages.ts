import { hidden } from '../pages/form.ts'
import { html, type Markup } from '../pages/html.ts'
import type { Page, Reader } from '../pages/page.ts'
import { form, ME, second, type Words } from './form.ts'
import { nameField } from './name-field.ts'
import type { ResidentOverview } from './read.ts'

/** The devices that get online without a page, each with its name, if it has one. */
export function devices({ text, when }: Words, csrf: string, { devices }: ResidentOverview): Markup {
  if (devices.length === 0) return html`<p>${text('meNoDevices')}</p>`
  return html`<ul class="mine">${devices.map(({ mac, name, until, isThis, copied, moved }) => {
    const device = name ?? mac
    return html`<li><b><bdi>${device}</bdi></b>${isThis && thisMark(text)}<br><small>${name !== undefined && html`${mac} · `}${text('meUntil', { at: when(until) })}</small>${copied && html`<p role="alert">${text('meCopied')}</p>`}${moved && !isThis && movedWords(text, csrf, mac, device, when(moved))}
<details><summary aria-label="${text(name === undefined ? 'meNameOf' : 'meRenameOf', { device })}">${text(name === undefined ? 'meName' : 'meRename')}</summary>${renameForm(text, csrf, { mac, name })}</details>
${form('device', csrf, html`${hidden('mac', mac)}${second(text('meRemove'), text('meRemoveOf', { device }))}`)}</li>`
  })}</ul>`
}

/** Its cookie told that it is the same device: a copy of the cookie tells the same. */
const movedWords = (text: Reader['text'], csrf: string, mac: string, device: string, at: string): Markup =>
  html`<p>${text('meMoved', { at })}</p>${form('device', csrf, html`${hidden('mac', mac)}${hidden('undo', '1')}${second(text('meNotMine'), text('meNotMineOf', { device }))}`)}`

/** Beside the device in the reader's hand. */
export const thisMark = (text: Reader['text']): Markup => html` <span class="mark">${text('meThis')}</span>`

interface Renamed {
  mac: string
  /** What stands in the field. */
  name: string | undefined
}

const renameForm = (text: Reader['text'], csrf: string, { mac, name = '' }: Renamed, wrong = false): Markup =>
  form(
    'name',
    csrf,
    html`${hidden('mac', mac)}${nameField(text, `name-${mac.replaceAll(':', '')}`, text('meNameField'), { value: name, wrong })}<button>${text('meSave')}</button>`,
  )

/** The form again, with what was wrong with the name. */
export const renamePage = ({ text }: Reader, csrf: string, renamed: Renamed): Page => ({
  status: 400,
  title: text('meRename'),
  inLanguage: undefined,
  body: html`<h1>${text('meRename')}</h1><p class="code">${renamed.mac}</p>${renameForm(text, csrf, renamed, true)}
<a class="button second" href="${ME}#devices">${text('meDeleteNo')}</a>`,
})

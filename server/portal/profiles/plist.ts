import { html, type Markup } from '../html.ts'

export type Plist = string | number | boolean | Date | Buffer | readonly Plist[] | { [key: string]: Plist }

/** A property list in XML (Apple's PropertyList-1.0 DTD). Numbers are whole. */
export const plist = (root: Plist): string =>
  html`<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
${element(root)}
</plist>
`.text

function element(value: Plist): Markup {
  if (typeof value === 'string') return html`<string>${value}</string>`
  if (typeof value === 'number') return html`<integer>${value}</integer>`
  if (typeof value === 'boolean') return value ? html`<true/>` : html`<false/>`
  // Without fractions of a second, which the format does not have.
  if (value instanceof Date) return html`<date>${value.toISOString().replace(/\.\d+Z$/, 'Z')}</date>`
  if (Buffer.isBuffer(value)) return html`<data>${value.toString('base64')}</data>`
  if (isList(value)) return html`<array>${value.map(element)}</array>`
  return html`<dict>
${Object.entries(value).map(([key, each]) => html`<key>${key}</key>${element(each)}\n`)}</dict>`
}

const isList = (value: object): value is readonly Plist[] => Array.isArray(value)

import type { Response } from 'express'

/** A short text in the two languages of the staff's pages. */
export interface Wording {
  es: { title: string; text: string }
  en: { title: string; text: string }
}

export interface PageLink {
  href: string
  es: string
  en: string
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (character) => entities[character]!)

/** Sends a page without JavaScript that says one thing, first in Spanish and then in English. */
export function sendPage(response: Response, status: number, { es, en }: Wording, links: PageLink[] = []): void {
  const part = (lang: 'es' | 'en', { title, text }: Wording['es']) =>
    `<section lang="${lang}"><h1>${escapeHtml(title)}</h1><p>${escapeHtml(text)}</p>${links
      .map((link) => `<p><a href="${escapeHtml(link.href)}">${escapeHtml(link[lang])}</a></p>`)
      .join('')}</section>`
  sendHtml(response, status, es.title, 'es', part('es', es) + part('en', en))
}

/** Sends a whole page around `body`, which is HTML already. */
export function sendHtml(response: Response, status: number, title: string, lang: 'es' | 'en', body: string): void {
  response
    .status(status)
    .set('cache-control', 'no-store')
    .type('html')
    .send(
      `<!doctype html><html lang="${lang}"><head><meta charset="utf-8"><title>${escapeHtml(title)} · Plaza</title>` +
        '<meta name="viewport" content="width=device-width, initial-scale=1">' +
        '<link rel="icon" href="data:,">' +
        `<link rel="stylesheet" href="/staff/pages.css"></head><body><main>${body}</main></body></html>`,
    )
}

export const pagesCss = `
body { margin: 0; background: #f4f5f2; color: #1c2321; font: 1rem/1.5 system-ui, sans-serif }
main { max-width: 44rem; margin: 8vh auto; padding: 0 1.25rem }
section { margin-bottom: 2rem; padding: 1.5rem 2rem; background: #fff; border-radius: .5rem }
h1 { margin: 0 0 .5rem; font-size: 1.35rem }
a { color: #0b5c4a }
table { width: 100%; border-collapse: collapse; background: #fff }
th, td { padding: .4rem .6rem; border-bottom: 1px solid #dde1dd; text-align: left; vertical-align: top }
section { overflow-x: auto }
code { font: .9em ui-monospace, monospace }
@media (max-width: 40rem) {
  main { margin: 1rem auto; padding: 0 .5rem }
  section { padding: 1rem }
  th, td { padding: .3rem; font-size: .85rem; overflow-wrap: break-word }
}
@media print {
  main { max-width: none; margin: 0; padding: 0 }
  section { padding: 0; overflow: visible }
  svg { max-height: 14cm }
  .screen { display: none }
  tr { break-inside: avoid }
}
@media (prefers-color-scheme: dark) {
  body { background: #141917; color: #e7ebe8 }
  section, table { background: #1f2623 }
  th, td { border-color: #37413c }
  a { color: #7fd6bf }
}
`

import { faults } from '../../health/fault-reports.ts'
import { csrfForm, hidden } from '../pages/form.ts'
import { html } from '../pages/html.ts'
import type { Page, Reader } from '../pages/page.ts'

/** Where anybody reports a fault. */
export const REPORT = '/portal/report'

export const reportUrl = (hotspotId: number, language?: string): string =>
  `${REPORT}?hotspot=${hotspotId}${language === undefined ? '' : `&lang=${language}`}`

interface Reported {
  id: number
  name: string
}

/** One button for each fault: nothing is to be written, so nothing about anybody can be. */
export const reportPage = ({ text }: Reader, csrf: string, { id, name }: Reported): Page => ({
  title: text('report'),
  inLanguage: (language) => reportUrl(id, language),
  body: html`<h1>${text('report')}</h1><p>${text('reportText', { hotspot: name })}</p>
${csrfForm(
  REPORT,
  csrf,
  html`${hidden('hotspot', id)}${faults.map((fault) => html`<button class="second" name="fault" value="${fault}">${text(`fault.${fault}`)}</button>`)}`,
)}`,
})

export const thanksPage = ({ text }: Reader): Page => ({
  title: text('reportThanks'),
  inLanguage: undefined,
  body: html`<h1>${text('reportThanks')}</h1><p role="status">${text('reportThanksText')}</p>
<a class="button" href="/portal/nearby">${text('nearby')}</a>`,
})

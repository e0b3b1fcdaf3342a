import { shownHelpCode } from '../../access/help-cases/help-cases.ts'
import type { HelpContacts } from '../../config/index.ts'
import { csrfForm as form, hidden } from '../pages/form.ts'
import { html } from '../pages/html.ts'
import type { Page, Reader } from '../pages/page.ts'
import { reportUrl } from '../reports/pages.ts'
import { contacts } from './contacts.ts'
import type { Finding } from './findings.ts'

/** Where anybody asks what is wrong. */
export const HELP = '/portal/help'

/** What the page says of somebody's way. */
export interface HelpAnswer {
  code: string | undefined
  findings: Finding[]
  /** Another browser can go on with it. */
  canResume: boolean
}

/**
 * @param answer what is known of the way of this browser, or of the code; undefined: of none
 * @param unknown a code was typed that there is not
 * @param hotspotId where this browser is; undefined: nobody knows
 * @param canAsk this browser came from a gateway, and has no code yet
 */
export function helpPage(
  { text }: Reader,
  { help }: { help: HelpContacts },
  csrf: string,
  {
    answer,
    unknown,
    canAsk,
    hotspotId,
    when,
  }: {
    answer: HelpAnswer | undefined
    unknown: boolean
    canAsk: boolean
    hotspotId: number | undefined
    when(at: Date): string
  },
): Page {
  const worded = ({ text: key, values }: Finding) =>
    text(
      key,
      Object.fromEntries(
        Object.entries(values).map(([name, value]) => [name, value instanceof Date ? when(value) : value]),
      ),
    )
  return {
    status: unknown ? 404 : 200,
    title: text('help'),
    inLanguage: (language) => `${HELP}?lang=${language}`,
    body: html`<h1>${text('help')}</h1>
${
  answer &&
  html`<h2>${text('helpKnown')}</h2><ul>${answer.findings.map(
    (finding) =>
      html`<li>${worded(finding)}${finding.way && html` <a href="${finding.way.href}">${text(finding.way.text)}</a>`}</li>`,
  )}</ul>
${answer.code !== undefined && html`<p>${text('helpCode')} <b class="whole">${shownHelpCode(answer.code)}</b></p>${contacts({ text }, help)}`}
${
  answer.code !== undefined &&
  answer.canResume &&
  html`<p>${text('helpResumeText')}</p>${form(
    `${HELP}/resume`,
    csrf,
    html`${hidden('code', answer.code)}<button>${text('helpResume')}</button>`,
  )}`
}`
}
${
  canAsk &&
  html`<h2>${text('helpClosing')}</h2><p>${text('helpClosingText')}</p>${form(
    `${HELP}/code`,
    csrf,
    html`<button class="second">${text('helpGetCode')}</button>`,
  )}`
}
<h2>${text('helpHaveCode')}</h2>
${unknown && html`<p role="alert" id="unknown">${text('helpNoSuchCode')}</p>`}
<form method="post" action="${HELP}"><label for="code">${text('helpType')}</label>
<input id="code" name="code" required maxlength="20" autocomplete="off" autocapitalize="characters" spellcheck="false"${
      unknown && html` aria-invalid="true" aria-describedby="unknown"`
    }><button class="second">${text('helpLook')}</button></form>
<h2>${text('helpTry')}</h2><ul><li>${text('reconnect')}</li><li>${text('helpData')}</li><li>${text('helpPrivate')}</li></ul>
${hotspotId !== undefined && html`<p><a href="${reportUrl(hotspotId)}">${text('report')}</a></p>`}`,
  }
}

import { shownHelpCode } from '../../access/help-cases/help-cases.ts'
import { csrfForm as form, hidden } from '../pages/form.ts'
import { html } from '../pages/html.ts'
import type { Page, Reader } from '../pages/page.ts'
import type { Finding } from './findings.ts'

/** Where anybody asks what is wrong. */
export const HELP = '/portal/help'

/** What the page says of somebody's way. */
export interface Told {
  code: string | undefined
  findings: Finding[]
  /** Another browser can go on with it. */
  canResume: boolean
}

/**
 * @param told what is known of the way of this browser, or of the code; undefined: of none
 * @param unknown a code was typed that there is not
 * @param canAsk this browser came from a gateway, and has no code yet
 */
export function helpPage(
  { text }: Reader,
  csrf: string,
  {
    told,
    unknown,
    canAsk,
    when,
  }: { told: Told | undefined; unknown: boolean; canAsk: boolean; when(at: Date): string },
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
  told &&
  html`<h2>${text('helpKnown')}</h2><ul>${told.findings.map(
    (finding) =>
      html`<li>${worded(finding)}${finding.way && html` <a href="${finding.way.href}">${text(finding.way.text)}</a>`}</li>`,
  )}</ul>
${told.code !== undefined && html`<p>${text('helpCode')} <b>${shownHelpCode(told.code)}</b></p>`}
${
  told.code !== undefined &&
  told.canResume &&
  html`<p>${text('helpResumeText')}</p>${form(
    `${HELP}/resume`,
    csrf,
    html`${hidden('code', told.code)}<button>${text('helpResume')}</button>`,
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
<h2>${text('helpTry')}</h2><ul><li>${text('reconnect')}</li><li>${text('helpData')}</li><li>${text('helpPrivate')}</li></ul>`,
  }
}

import type { Emergency } from '../access/emergencies/emergencies.ts'
import type { Config } from '../config/index.ts'
import { localesOf } from '../languages/language.ts'
import type { Notice } from '../notices/notices.ts'
import { cityWords } from './pages/city-words.ts'
import { html, type Markup } from './pages/html.ts'
import type { Reader } from './pages/page.ts'

/** What is to be read first on a page. */
export const noticesOf = ({ text, language }: Reader, notices: readonly Notice[]): Markup[] =>
  notices.map(({ kind, texts }) => {
    const { words, lang } = cityWords(texts, language)
    const title = text(`notice.${kind}`)
    return html`<section class="notice ${kind}" aria-label="${title}"><b>${title}</b><p${lang}>${words}</p></section>`
  })

/** An emergency, to whoever looks for a hotspot. @param isEverywhere else at the places of the list that say so */
export function emergencyNotice(
  { text, language }: Reader,
  { cityName, timeZone }: Pick<Config, 'cityName' | 'timeZone'>,
  { reason, texts, endsAt }: Pick<Emergency, 'reason' | 'texts' | 'endsAt'>,
  isEverywhere: boolean,
): Markup {
  const { words, lang } = cityWords({ ...texts, es: reason }, language)
  const title = text('emergencyTitle', { city: cityName })
  const time = new Intl.DateTimeFormat(localesOf(language), { timeZone, dateStyle: 'long', timeStyle: 'short' })
  const who = text(isEverywhere ? 'emergencyCity' : 'emergencySome', { until: time.format(endsAt) })
  return html`<section class="notice emergency" aria-label="${title}"><b>${title}</b><p${lang}>${words}</p><p>${who}</p></section>`
}

import type { Notice } from '../hotspots/notices.ts'
import { html, type Markup } from './html.ts'
import type { Reader } from './page.ts'

const FIRST = 'es'

/** What is to be read first on a page; in Spanish, marked as such, where the reader's language has no text. */
export const noticesOf = ({ text, language }: Reader, notices: readonly Notice[]): Markup[] =>
  notices.map(({ kind, texts }) => {
    const own = texts[language]
    return html`<section class="notice ${kind}" aria-label="${text(`notice.${kind}`)}"><b>${text(`notice.${kind}`)}</b><p${
      own === undefined && language !== FIRST && html` lang="${FIRST}"`
    }>${own ?? texts[FIRST]}</p></section>`
  })

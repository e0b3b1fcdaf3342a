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

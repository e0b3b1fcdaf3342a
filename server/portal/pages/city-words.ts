import { html, type Markup } from './html.ts'

const FIRST = 'es'

/**
 * What the city wrote for its residents, in the reader's language or else in the first one, and then the attribute that
 * says so to screen readers.
 *
 * @param texts by language; the first one is always there
 */
export function cityWords(
  texts: Record<string, string>,
  language: string,
): { words: string; lang: Markup | undefined } {
  const own = texts[language]
  const isOther = own === undefined && language !== FIRST
  return { words: own ?? texts[FIRST] ?? '', lang: isOther ? html` lang="${FIRST}"` : undefined }
}

import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import type { Page } from 'playwright-core'

/** WCAG 2.2, levels A and AA. */
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']
const axe = readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** What is wrong with the page for somebody who reads it with a screen reader, enlarged, or on a narrow screen. */
export async function faults(page: Page): Promise<string[]> {
  await page.evaluate(await axe)
  const { violations, passes } = await page.evaluate<AxeResults, string[]>(
    // @ts-expect-error axe is there in the page
    (values) => axe.run({ runOnly: { type: 'tag', values } }),
    RULES,
  )
  if (passes.length < 5) throw new Error(`axe-core looked at next to nothing of ${page.url()}`)
  const found = violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`),
  )
  for (const percent of [100, 200]) {
    const [content, screen] = await page.evaluate<[number, number]>(
      `document.documentElement.style.fontSize = '${percent}%'; [document.documentElement.scrollWidth, innerWidth]`,
    )
    if (content > screen) found.push(`${content} px wide at ${percent} % of the text size`)
  }
  return found
}

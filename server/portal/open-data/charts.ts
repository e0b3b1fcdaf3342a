import { html, type Markup } from '../pages/html.ts'

/** Charts in SVG without a script. Left out for who cannot see: tables and lists beside them say the same. */

const WIDTH = 320
const HEIGHT = 100
const LABELS = 18
/** Of a bar whose number is hidden: its place is kept. */
const HIDDEN = 6

interface Shares {
  residents: number
  covered: number
  unchecked: number
  without: number
}

const kinds = ['covered', 'unchecked', 'without'] as const

/** One bar of residents, as wide as the picture. */
export function shareBar(of: Shares): Markup {
  let x = 0
  return html`<svg class="parts" viewBox="0 0 ${WIDTH} 10" preserveAspectRatio="none" aria-hidden="true">${kinds.map(
    (kind) => {
      const width = Math.round((of[kind] / of.residents) * WIDTH * 10) / 10
      const bar = width > 0 && html`<rect class="${kind}" x="${x}" y="0" width="${width}" height="10"/>`
      x = Math.round((x + width) * 10) / 10
      return bar
    },
  )}</svg>`
}

export const shareKey = (kind: (typeof kinds)[number]): Markup =>
  html`<svg viewBox="0 0 10 10" aria-hidden="true"><rect class="${kind}" width="10" height="10"/></svg>`

/** Bars by month, the highest as high as the picture; what is hidden is an empty one. */
export function monthsChart(months: ReadonlyArray<{ name: string; value: number | null }>): Markup {
  const highest = Math.max(1, ...months.map(({ value }) => value ?? 0))
  const step = WIDTH / Math.max(6, months.length)
  return html`<svg class="chart" viewBox="0 0 ${WIDTH} ${HEIGHT + LABELS}" aria-hidden="true">${months.map(
    ({ name, value }, index) => {
      const height = value === null ? HIDDEN : Math.max(value > 0 ? 2 : 0, Math.round((value / highest) * HEIGHT))
      const x = Math.round((index + 0.1) * step * 10) / 10
      const width = Math.round(step * 8) / 10
      return html`<rect class="${value === null ? 'hidden-bar' : 'bar'}" x="${x}" y="${HEIGHT - height}" width="${width}" height="${height}"/><text class="axis" text-anchor="middle" x="${x + width / 2}" y="${HEIGHT + 13}">${name}</text>`
    },
  )}</svg>`
}

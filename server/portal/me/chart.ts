import { html, type Markup } from '../pages/html.ts'

const WIDTH = 320
const HEIGHT = 80
const GAP = 3

/** Bars, one a day, the highest as high as the picture. Left out for who cannot see: the table beside it says the same. */
export function usageChart(values: readonly number[]): Markup {
  const highest = Math.max(1, ...values)
  const step = WIDTH / values.length
  return html`<svg class="chart" viewBox="0 0 ${WIDTH} ${HEIGHT}" aria-hidden="true">${values.map((value, index) => {
    const height = Math.max(value > 0 ? 2 : 0, Math.round((value / highest) * HEIGHT))
    const x = Math.round(index * step * 10) / 10
    return html`<rect class="bar" x="${x}" y="${HEIGHT - height}" width="${Math.round((step - GAP) * 10) / 10}" height="${height}"/>`
  })}</svg>`
}

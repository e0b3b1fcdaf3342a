import { BarController, BarElement, Chart, type ChartOptions } from 'chart.js'
import { useMemo } from 'react'
import { Line } from 'react-chartjs-2'
import type { UseRow } from '../../../server/api/contract/index.ts'
import { lively } from '../charts/lines.ts'
import { useChartLook } from '../charts/look.ts'
import { useCity } from '../city.tsx'
import { useLanguage, useText } from '../languages/index.ts'
import { useColour } from '../theme/colour.ts'
import type { Measure } from './asked.ts'
import { figureOf, labelsFor, written } from './figures.ts'

Chart.register(BarController, BarElement)

const isCounted = (measure: Measure): boolean => ['residents', 'sessions', 'peak'].includes(measure)
export interface Series {
  name: string
  rows: readonly UseRow[]
}

/** One measure over time; what it is compared with beside it, step by step from each one's beginning. */
export default function UseChart({ series, measure, step }: { series: Series[]; measure: Measure; step: string }) {
  const t = useText()
  const language = useLanguage()
  const { format } = useCity()
  const colour = useColour()
  const look = useChartLook()
  const colours = [colour('chart-in'), colour('chart-out')]
  const label = useMemo(() => labelsFor(language), [language])
  const longest = series.reduce((a, b) => (b.rows.length > a.rows.length ? b : a))
  const few = longest.rows.length < 45
  const line = { pointRadius: few ? 2.5 : 0, pointHitRadius: 8, borderWidth: 2, tension: 0.15 }
  const capacity =
    measure === 'peak' ? (series[0]?.rows.findLast((row) => row.capacity !== null)?.capacity ?? null) : null
  const data = {
    labels: longest.rows.map(({ since }) => label(since, step)),
    datasets: [
      ...series.map(({ name, rows }, at) => ({
        ...line,
        ...{ label: name, data: rows.map((row) => figureOf(row, measure)) },
        ...{ borderColor: colours[at]!, backgroundColor: colours[at]!, borderDash: at === 0 ? [] : [6, 3] },
      })),
      ...(capacity === null
        ? []
        : [
            {
              ...{ ...line, pointRadius: 0, label: t('use.capacity'), data: longest.rows.map(() => capacity) },
              ...{
                borderColor: colour('chart-capacity'),
                backgroundColor: colour('chart-capacity'),
                borderDash: [2, 3],
                borderWidth: 1.5,
              },
            },
          ]),
    ],
  }
  const options: ChartOptions<'line'> = {
    ...lively,
    interaction: { mode: 'index', intersect: false },
    scales: {
      x: {
        border: { color: look.line },
        ticks: { color: look.text, maxTicksLimit: 8, maxRotation: 0, autoSkipPadding: 14 },
        grid: { display: false },
      },
      y: {
        beginAtZero: true,
        grid: { color: look.line },
        title: { display: true, color: look.text, text: t(`use.axis.${measure}`) },
        // Of people and sessions there are no parts.
        ...(isCounted(measure) ? { suggestedMax: 5 } : {}),
        ticks: {
          ...{ color: look.text, maxTicksLimit: 6, ...(isCounted(measure) ? { precision: 0 } : {}) },
          callback: (value) => written(Number(value), measure, format),
        },
      },
    },
    plugins: {
      legend: { labels: { color: look.text, boxWidth: 26, boxHeight: 0 } },
      tooltip: {
        callbacks: {
          label: ({ dataset, parsed, datasetIndex, dataIndex }) => {
            const own = series[datasetIndex]?.rows[dataIndex]
            const when = own && datasetIndex > 0 ? ` (${label(own.since, step)})` : ''
            return `${dataset.label}${when}: ${written(parsed.y ?? 0, measure, format)}`
          },
        },
      },
    },
  }
  return (
    <div className="chart use-chart">
      <Line
        data={data}
        options={options}
        role="img"
        aria-label={t('use.chart', { measure: t(`use.measure.${measure}`) })}
      />
    </div>
  )
}

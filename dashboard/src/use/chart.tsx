import { BarController, BarElement, Chart, type ChartOptions } from 'chart.js'
import { useMemo } from 'react'
import { Line } from 'react-chartjs-2'
import type { UseRow, UseStep } from '../../../server/api/contract/index.ts'
import { lively } from '../charts/lines.ts'
import { useChartLook } from '../charts/look.ts'
import { useCity } from '../city.tsx'
import { useLanguage, useText } from '../languages/index.ts'
import { useColour } from '../theme/colour.ts'
import type { Measure } from './asked.ts'
import { figureOf, labelsFor, written } from './figures.ts'
import { sinceAt } from './steps.ts'

Chart.register(BarController, BarElement)

const COUNTED: readonly Measure[] = ['residents', 'newResidents', 'returning', 'sessions', 'peak', 'turnedAway']
const isCounted = (measure: Measure): boolean => COUNTED.includes(measure)
export interface Series {
  name: string
  rows: readonly UseRow[]
  /** The first day of its period, and how many of its steps lie before the first that is counted. */
  from: string
  lead: number
  /** All of its steps are counted. */
  isWhole: boolean
}

/** One measure over time, from the beginning of the period, counted or not; what it is compared with beside it, step by step from each one's beginning. */
export default function UseChart({ series, measure, step }: { series: Series[]; measure: Measure; step: UseStep }) {
  const t = useText()
  const language = useLanguage()
  const { format } = useCity()
  const colour = useColour()
  const look = useChartLook()
  const colours = [colour('chart-in'), colour('chart-out')]
  const label = useMemo(() => labelsFor(language), [language])
  const length = Math.max(...series.map(({ lead, rows }) => lead + rows.length))
  const few = length < 45
  const line = { pointRadius: few ? 2.5 : 0, pointHitRadius: 8, borderWidth: 2, tension: 0.15 }
  const capacity =
    measure === 'peak' ? (series[0]?.rows.findLast((row) => row.capacity !== null)?.capacity ?? null) : null
  const data = {
    labels: Array.from({ length }, (_, at) => label(sinceAt(step, series[0]!.from, at), step)),
    datasets: [
      ...series.map(({ name, rows, lead }, at) => ({
        ...line,
        ...{ label: name, data: [...Array(lead).fill(null), ...rows.map((row) => figureOf(row, measure))] },
        ...{ borderColor: colours[at]!, backgroundColor: colours[at]!, borderDash: at === 0 ? [] : [6, 3] },
      })),
      ...(capacity === null
        ? []
        : [
            {
              ...{ ...line, pointRadius: 0, label: t('use.capacity'), data: Array(length).fill(capacity) },
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
            const of = series[datasetIndex]
            const own = of?.rows[dataIndex - of.lead]
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

import { Chart, type ChartDataset, type ChartOptions, Filler, type ScriptableContext } from 'chart.js'
import { useMemo } from 'react'
import { Line } from 'react-chartjs-2'
import type { ReadingsChart } from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { createCityClock } from '../parts/city-clock.ts'
import { lively } from './lines.ts'
import { type ChartLook, useChartLook } from './look.ts'
import { type Dot, dotsOf } from './points.ts'
import type { Reading } from './readings.ts'
import { ticksOf } from './ticks.ts'

Chart.register(Filler)

/** An axis is so long at least (ms), that it has labels where next to nothing was read yet. */
const LEAST_MS = { '24h': 2 * 3_600_000, '7d': 2 * 86_400_000, '30d': 2 * 86_400_000, '1y': 2 * 86_400_000 }
/** Room for `150 Mbit/s`. */
const AXIS_PX = 72

interface Props {
  chart: ReadingsChart
  readings: readonly Reading[]
  /** What the axis says of a value. */
  unit: (value: number) => string
  /** The axis ends here at least. */
  most?: number
  label: string
}

/** Lines of means over shades from least to most, with gaps where nothing was read. */
export default function LineChart({ chart, readings, unit, most, label }: Props) {
  const { format, settings } = useCity()
  const data = useMemo(() => ({ datasets: readings.flatMap((reading) => layersOf(chart, reading)) }), [chart, readings])
  const look = useChartLook()
  const options = useMemo(() => {
    const clock = createCityClock(settings.timeZone)
    const named = { '24h': format.time, '7d': format.weekday, '30d': format.day, '1y': format.month }[chart.range]
    const title = chart.range === '1y' ? format.date : format.moment
    return optionsFor({ chart, unit, most, clock, look, named: (at) => named(iso(at)), title: (at) => title(iso(at)) })
  }, [chart, unit, most, format, look, settings.timeZone])
  return (
    <div className="chart">
      <Line data={data} options={options} role="img" aria-label={label} />
    </div>
  )
}

const iso = (at: number) => new Date(at).toISOString()

/** A point between two gaps has no line: it is drawn. */
const alone = ({ dataset, dataIndex }: ScriptableContext<'line'>): number => {
  const dots = dataset.data as unknown as Dot[]
  return dots[dataIndex - 1]?.y == null && dots[dataIndex + 1]?.y == null ? 2.5 : 0
}

function layersOf(chart: ReadingsChart, { label, of, colour, dash }: Reading): Array<ChartDataset<'line', Dot[]>> {
  const dots = (which: 'mean' | 'min' | 'max') => dotsOf(chart.points, chart.stepSeconds, (point) => of(point)[which])
  const shade = { pointRadius: 0, pointHitRadius: 0, borderWidth: 0, label: '' }
  return [
    {
      label,
      data: dots('mean'),
      borderColor: colour,
      borderDash: dash,
      borderWidth: 1.8,
      pointRadius: alone,
      pointHitRadius: 8,
    },
    { ...shade, data: dots('min') },
    { ...shade, data: dots('max'), backgroundColor: faint(colour), fill: '-1' },
  ]
}

/** A shade of `rgb(…)`. */
const faint = (colour: string) => colour.replace(/^rgb\(([^)]+)\)$/, 'rgba($1, 0.15)')

interface Look {
  chart: ReadingsChart
  unit: (value: number) => string
  most: number | undefined
  clock: ReturnType<typeof createCityClock>
  look: ChartLook
  named: (at: number) => string
  title: (at: number) => string
}

function optionsFor({ chart, unit, most, clock, look, named, title }: Look): ChartOptions<'line'> {
  const first = Date.parse(chart.points[0]?.at ?? chart.from)
  const last = Date.parse(chart.points.at(-1)?.at ?? chart.from)
  return {
    ...lively,
    parsing: false,
    interaction: { mode: 'nearest', axis: 'x', intersect: false },
    scales: {
      x: {
        type: 'linear',
        min: Math.min(first, last - LEAST_MS[chart.range]),
        max: last,
        grid: { display: false },
        border: { color: look.line },
        ticks: { color: look.text, autoSkip: false, maxRotation: 0, callback: (value) => named(Number(value)) },
        afterBuildTicks: (axis) => {
          axis.ticks = ticksOf(chart.range, axis.min, axis.max, clock, axis.chart.width - AXIS_PX).map((value) => ({
            value,
          }))
        },
      },
      y: {
        beginAtZero: true,
        // The charts lie below each other: the same time is at the same place.
        afterFit: (axis) => {
          axis.width = AXIS_PX
        },
        ...(most !== undefined && { suggestedMax: most }),
        grid: { color: look.line },
        ticks: { color: look.text, maxTicksLimit: 5, callback: (value) => unit(Number(value)) },
      },
    },
    plugins: {
      legend: { labels: { color: look.text, boxWidth: 26, boxHeight: 0, filter: ({ text }) => text !== '' } },
      tooltip: {
        filter: ({ dataset }) => dataset.label !== '',
        callbacks: {
          title: ([item]) => (item ? title(Number(item.parsed.x)) : ''),
          label: ({ dataset, parsed }) => `${dataset.label}: ${unit(parsed.y ?? 0)}`,
        },
      },
    },
  }
}

import type { ChartOptions } from 'chart.js'
import { Line } from 'react-chartjs-2'
import { lively } from '../charts/lines.ts'
import { useChartLook } from '../charts/look.ts'
import { useColour } from '../theme/colour.ts'

export interface Series {
  name: string
  points: readonly { x: number; y: number }[]
  /** A colour of styles/colours.css by its name. */
  colour: string
  dash?: number[]
}

export interface Axis {
  title: string
  written: (value: number) => string
  most?: number
  /** What is shown on either side of a value that is alone. */
  beside?: number
}

/** On the first day of a history there is one: by itself the chart would show years around it. */
function besideAlone({ beside }: Axis, series: readonly Series[]): { min?: number; max?: number } {
  const values = new Set(series.flatMap(({ points }) => points.map((point) => point.x)))
  const [only] = values
  return only !== undefined && values.size === 1 && beside !== undefined
    ? { min: only - beside, max: only + beside }
    : {}
}

/** Lines over two axes, each with its name and unit. */
export default function Lines({ label, x, y, series }: { label: string; x: Axis; y: Axis; series: Series[] }) {
  const shade = useColour()
  const look = useChartLook()
  const few = series.every(({ points }) => points.length < 45)
  const data = {
    datasets: series.map(({ name, points, colour, dash = [] }) => ({
      ...{
        label: name,
        data: [...points],
        borderColor: shade(colour),
        backgroundColor: shade(colour),
        borderDash: dash,
      },
      ...{ borderWidth: 2, pointRadius: few && points.length !== 2 ? 2.5 : 0, pointHitRadius: 8 },
    })),
  }
  const options: ChartOptions<'line'> = {
    ...lively,
    parsing: false,
    interaction: { mode: 'nearest', axis: 'x', intersect: false },
    scales: {
      x: {
        ...{ type: 'linear', border: { color: look.line }, grid: { display: false } },
        ...(x.most === undefined ? besideAlone(x, series) : { min: 0, max: x.most }),
        title: { display: true, color: look.text, text: x.title },
        ticks: {
          color: look.text,
          maxTicksLimit: 7,
          maxRotation: 0,
          autoSkipPadding: 14,
          callback: (value) => x.written(Number(value)),
        },
      },
      y: {
        beginAtZero: true,
        grid: { color: look.line },
        ...(y.most === undefined ? {} : { max: y.most }),
        title: { display: true, color: look.text, text: y.title },
        ticks: { color: look.text, maxTicksLimit: 6, callback: (value) => y.written(Number(value)) },
      },
    },
    plugins: {
      legend: { labels: { color: look.text, boxWidth: 26, boxHeight: 0 } },
      tooltip: {
        callbacks: {
          title: ([item]) => (item ? x.written(item.parsed.x ?? 0) : ''),
          label: ({ dataset, parsed }) => `${dataset.label}: ${y.written(parsed.y ?? 0)}`,
        },
      },
    },
  }
  return (
    <div className="chart coverage-chart">
      <Line data={data} options={options} role="img" aria-label={label} />
    </div>
  )
}

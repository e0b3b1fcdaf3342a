import type { ChartOptions } from 'chart.js'
import { Line } from 'react-chartjs-2'
import { lively } from '../charts/lines.ts'
import { useChartLook } from '../charts/look.ts'
import { useCity } from '../city.tsx'
import { useColour } from '../theme/colour.ts'

/** A curve, or one point. */
export interface Curve {
  name: string
  points: { x: number; y: number }[]
  /** Its name in styles/colours.css. */
  colour: string
  dash?: number[]
}

interface Props {
  curves: readonly Curve[]
  /** What the axes are of. */
  x: string
  y: string
  label: string
}

/** Cost along, coverage up. */
export default function FrontierChart({ curves, x, y, label }: Props) {
  const { format } = useCity()
  const colourOf = useColour()
  const look = useChartLook()
  const options: ChartOptions<'line'> = {
    ...lively,
    interaction: { mode: 'nearest', intersect: false },
    scales: {
      x: {
        ...{ type: 'linear', beginAtZero: true, border: { color: look.line }, grid: { display: false } },
        title: { display: true, text: x, color: look.text },
        ticks: { color: look.text, maxTicksLimit: 7, maxRotation: 0, callback: (value) => format.count(Number(value)) },
      },
      y: {
        ...{ beginAtZero: true, border: { color: look.line }, grid: { color: look.line } },
        title: { display: true, text: y, color: look.text },
        ticks: { color: look.text, maxTicksLimit: 6, callback: (value) => format.count(Number(value)) },
      },
    },
    plugins: {
      legend: {
        position: 'bottom',
        labels: { color: look.text, usePointStyle: true, pointStyleWidth: 12, boxHeight: 6 },
      },
      tooltip: {
        callbacks: {
          title: () => '',
          label: ({ dataset, parsed }) =>
            `${dataset.label}: ${format.count(parsed.x ?? 0)} → ${format.count(parsed.y ?? 0)}`,
        },
      },
    },
  }
  const datasets = curves.map(({ name, points, colour, dash }) => ({
    ...{ label: name, data: points, borderColor: colourOf(colour), backgroundColor: colourOf(colour), borderWidth: 2 },
    ...{ borderDash: dash ?? [], pointRadius: points.length === 1 ? 7 : 2.5, pointHitRadius: 10 },
    ...{ pointStyle: points.length === 1 ? ('rectRot' as const) : ('circle' as const), tension: 0.1 },
  }))
  return (
    <div className="chart planning-frontier">
      <Line data={{ datasets }} options={options} role="img" aria-label={label} />
    </div>
  )
}

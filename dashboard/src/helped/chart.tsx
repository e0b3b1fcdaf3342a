import {
  CategoryScale,
  Chart,
  type ChartOptions,
  Legend,
  LinearScale,
  LineController,
  LineElement,
  type Plugin,
  PointElement,
  Tooltip,
} from 'chart.js'
import { Line } from 'react-chartjs-2'
import type { Answer, readSiteEvaluation } from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { useLanguage, useText } from '../languages/index.ts'
import { labelsFor } from '../use/figures.ts'

Chart.register(CategoryScale, Legend, LinearScale, LineController, LineElement, PointElement, Tooltip)

const still = matchMedia('(prefers-reduced-motion: reduce)').matches
const colours = { area: '#0c4a6b', around: '#b35900' }

/** Users a week of both bands, and as they would be without the site. */
export default function WeeksChart({ of }: { of: Answer<typeof readSiteEvaluation> }) {
  const t = useText()
  const { format } = useCity()
  const label = labelsFor(useLanguage())
  const line = { pointRadius: 0, pointHitRadius: 8, borderWidth: 2, tension: 0.15 }
  const bandOf = (band: 'area' | 'around') => [
    { ...line, label: t(`helped.${band}`), data: of[band], borderColor: colours[band], backgroundColor: colours[band] },
    {
      ...{ ...line, borderWidth: 1.5, borderDash: [5, 4], label: t(`helped.${band}Expected`) },
      ...{ data: of[`${band}Expected`], borderColor: colours[band], backgroundColor: colours[band] },
    },
  ]
  const data = {
    labels: of.weeks.map((week) => label(week, 'day')),
    datasets: [...bandOf('area'), ...(of.places.around > 0 ? bandOf('around') : [])],
  }
  const options: ChartOptions<'line'> = {
    responsive: true,
    maintainAspectRatio: false,
    ...(still ? { animation: false } : { animation: { duration: 250 } }),
    interaction: { mode: 'index', intersect: false },
    scales: {
      x: { ticks: { maxTicksLimit: 8, maxRotation: 0, autoSkipPadding: 14 }, grid: { display: false } },
      y: { beginAtZero: true, title: { display: true, text: t('helped.perWeek') }, ticks: { maxTicksLimit: 6 } },
    },
    plugins: {
      legend: { labels: { boxWidth: 26, boxHeight: 0 } },
      tooltip: {
        callbacks: { label: ({ dataset, parsed }) => `${dataset.label}: ${format.count(Math.round(parsed.y ?? 0))}` },
      },
    },
  }
  return (
    <div className="chart use-chart">
      <Line
        data={data}
        options={options}
        plugins={[openingAt(of.opened, t('helped.openedHere'))]}
        role="img"
        aria-label={t('helped.chart')}
      />
    </div>
  )
}

/** A line before the first week with the site, and what it means. */
const openingAt = (week: number, text: string): Plugin<'line'> => ({
  id: 'opening',
  afterDatasetsDraw({ ctx, chartArea, scales }) {
    const x = scales.x!.getPixelForValue(week - 0.5)
    ctx.save()
    ctx.strokeStyle = '#5b656c'
    ctx.fillStyle = '#5b656c'
    ctx.setLineDash([2, 3])
    ctx.beginPath()
    ctx.moveTo(x, chartArea.top)
    ctx.lineTo(x, chartArea.bottom)
    ctx.stroke()
    ctx.font = '12px system-ui, sans-serif'
    ctx.textAlign = 'right'
    ctx.fillText(text, x - 4, chartArea.top + 12)
    ctx.restore()
  },
})

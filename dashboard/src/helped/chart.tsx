import type { ChartOptions, Plugin } from 'chart.js'
import { Line } from 'react-chartjs-2'
import type { Answer, readSiteEvaluation } from '../../../server/api/contract/index.ts'
import { lively } from '../charts/lines.ts'
import { type ChartLook, useChartLook } from '../charts/look.ts'
import { useCity } from '../city.tsx'
import { useLanguage, useText } from '../languages/index.ts'
import { useColour } from '../theme/colour.ts'
import { labelsFor } from '../use/figures.ts'

/** Users a week of both bands, and as they would be without the site. */
export default function WeeksChart({ of }: { of: Answer<typeof readSiteEvaluation> }) {
  const t = useText()
  const { format } = useCity()
  const label = labelsFor(useLanguage())
  const colour = useColour()
  const look = useChartLook()
  const colours = { area: colour('chart-in'), around: colour('chart-out') }
  const line = { pointRadius: 0, pointHitRadius: 8, borderWidth: 2, tension: 0.15 }
  const expected = { area: of.areaExpected, around: of.aroundExpected }
  const bandOf = (band: 'area' | 'around') => [
    { ...line, label: t(`helped.${band}`), data: of[band], borderColor: colours[band], backgroundColor: colours[band] },
    {
      ...{ ...line, borderWidth: 1.5, borderDash: [5, 4], label: t(`helped.${band}Expected`) },
      ...{ data: expected[band], borderColor: colours[band], backgroundColor: colours[band] },
    },
  ]
  const data = {
    labels: of.weeks.map((week) => label(week, 'day')),
    datasets: [...bandOf('area'), ...(of.places.around > 0 ? bandOf('around') : [])],
  }
  const options: ChartOptions<'line'> = {
    ...lively,
    interaction: { mode: 'index', intersect: false },
    scales: {
      x: {
        ticks: { color: look.text, maxTicksLimit: 8, maxRotation: 0, autoSkipPadding: 14 },
        border: { color: look.line },
        grid: { display: false },
      },
      y: {
        beginAtZero: true,
        grid: { color: look.line },
        title: { display: true, color: look.text, text: t('helped.perWeek') },
        ticks: { color: look.text, maxTicksLimit: 6 },
      },
    },
    plugins: {
      legend: { labels: { color: look.text, boxWidth: 26, boxHeight: 0 } },
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
        plugins={[openingAt(of.opened, t('helped.openedHere'), look)]}
        role="img"
        aria-label={t('helped.chart')}
      />
    </div>
  )
}

/** A line before the first week with the site, and what it means. */
const openingAt = (week: number, text: string, look: ChartLook): Plugin<'line'> => ({
  id: 'opening',
  afterDatasetsDraw({ ctx, chartArea, scales }) {
    const x = scales.x!.getPixelForValue(week - 0.5)
    ctx.save()
    ctx.strokeStyle = look.text
    ctx.fillStyle = look.text
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

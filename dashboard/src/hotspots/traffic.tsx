import {
  CategoryScale,
  Chart,
  type ChartData,
  type ChartOptions,
  Legend,
  LinearScale,
  LineController,
  LineElement,
  PointElement,
  type ScriptableContext,
  Tooltip,
} from 'chart.js'
import { useMemo, useState } from 'react'
import { Line } from 'react-chartjs-2'
import type { Samples } from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { type Text, useText } from '../languages/index.ts'
import { type Formatter, NONE } from '../parts/format.ts'

Chart.register(CategoryScale, Legend, LinearScale, LineController, LineElement, PointElement, Tooltip)

const still = matchMedia('(prefers-reduced-motion: reduce)').matches

/** Traffic and clients of a day as a chart with gaps where nothing was read, or as a table. */
export default function Traffic({ samples }: { samples: Samples['samples'] }) {
  const t = useText()
  const [asTable, setAsTable] = useState(false)
  const empty = samples.every(({ inBps, outBps, clients }) => inBps === null && outBps === null && clients === null)
  return (
    <section>
      <h3>
        {empty ? t('traffic.none') : t('traffic.title', { count: hoursOf(samples) })}
        {empty ? null : (
          <button type="button" className="quiet" aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>
            {t(asTable ? 'traffic.asChart' : 'traffic.asTable')}
          </button>
        )}
      </h3>
      {empty ? (
        <p className="empty">{t('traffic.empty')}</p>
      ) : asTable ? (
        <TrafficTable samples={samples} />
      ) : (
        <TrafficChart samples={samples} />
      )}
    </section>
  )
}

/** How long the samples reach back, in whole hours. */
const hoursOf = (samples: Samples['samples']): number =>
  Math.max(1, Math.round((Date.now() - Date.parse(samples[0]?.at ?? '')) / 3_600_000))

/** A reading between two gaps has no line: it is drawn as a point. */
const alone = ({ dataset, dataIndex }: ScriptableContext<'line'>): number => {
  const { data } = dataset
  return data[dataIndex - 1] == null && data[dataIndex + 1] == null ? 2.5 : 0
}

function TrafficChart({ samples }: { samples: Samples['samples'] }) {
  const t = useText()
  const { format } = useCity()
  const data = useMemo(() => linesOf(samples, format, t), [samples, format, t])
  const options = useMemo(() => optionsFor(format), [format])
  return (
    <div className="chart">
      <Line data={data} options={options} role="img" aria-label={t('traffic.chart')} />
    </div>
  )
}

function linesOf(samples: Samples['samples'], format: Formatter, t: Text): ChartData<'line', Array<number | null>> {
  const line = { pointRadius: alone, pointHitRadius: 8, borderWidth: 1.8, spanGaps: false, tension: 0.2 }
  return {
    labels: samples.map(({ at }) => format.time(at)),
    datasets: [
      { ...line, label: t('hotspot.in'), data: samples.map((row) => row.inBps), borderColor: '#0c4a6b' },
      {
        ...line,
        label: t('hotspot.out'),
        data: samples.map((row) => row.outBps),
        borderColor: '#b35900',
        borderDash: [6, 3],
      },
      {
        ...line,
        label: t('hotspot.clients'),
        data: samples.map((row) => row.clients),
        borderColor: '#6b6f76',
        borderDash: [1.5, 2.5],
        yAxisID: 'clients',
      },
    ],
  }
}

const optionsFor = (format: Formatter): ChartOptions<'line'> => ({
  responsive: true,
  maintainAspectRatio: false,
  ...(still ? { animation: false } : { animation: { duration: 250 } }),
  interaction: { mode: 'index', intersect: false },
  scales: {
    x: { ticks: { maxTicksLimit: 7, maxRotation: 0, autoSkipPadding: 14 }, grid: { display: false } },
    y: { beginAtZero: true, ticks: { maxTicksLimit: 5, callback: (value) => format.rate(Number(value)) } },
    clients: {
      position: 'right',
      beginAtZero: true,
      suggestedMax: 4,
      ticks: { precision: 0, maxTicksLimit: 5 },
      grid: { display: false },
    },
  },
  plugins: {
    legend: { labels: { boxWidth: 26, boxHeight: 0 } },
    tooltip: {
      callbacks: {
        label: ({ dataset, parsed }) =>
          `${dataset.label}: ${dataset.yAxisID === 'clients' ? format.decimal(parsed.y ?? 0, 0) : format.rate(parsed.y ?? 0)}`,
      },
    },
  },
})

function TrafficTable({ samples }: { samples: Samples['samples'] }) {
  const t = useText()
  const { format } = useCity()
  return (
    <div className="scroll" tabIndex={-1}>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('traffic.time')}</th>
            <th scope="col">{t('traffic.reachable')}</th>
            <th scope="col">{t('hotspot.in')}</th>
            <th scope="col">{t('hotspot.out')}</th>
            <th scope="col">{t('hotspot.clients')}</th>
          </tr>
        </thead>
        <tbody>
          {samples.toReversed().map((row) => (
            <tr key={row.at}>
              <th scope="row">{format.time(row.at)}</th>
              <td>{t(row.reachable ? 'traffic.yes' : 'traffic.no')}</td>
              <td>{row.inBps === null ? NONE : format.rate(row.inBps)}</td>
              <td>{row.outBps === null ? NONE : format.rate(row.outBps)}</td>
              <td>{row.clients === null ? NONE : format.decimal(row.clients, 0)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

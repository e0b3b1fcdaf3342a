import { lazy, Suspense, useCallback, useState } from 'react'
import {
  type ChartRange,
  chartRanges,
  type ReadingsChart,
  type readChartOfSite,
  type readCityChart,
  type readGatewayChart,
  type readHotspotChart,
  type readNeighbourhoodChart,
  type readSiteChart,
} from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { useResource } from '../data/resource.ts'
import { useText } from '../languages/index.ts'
import { Failure, Loading } from '../notices.tsx'
import { isKnown } from './points.ts'
import { useReadings } from './readings.ts'
import { ChartTable } from './table.tsx'

/** Fetched when a chart is shown first. */
const LineChart = lazy(() => import('./line-chart.tsx'))

const RENEW_MS = 60_000

interface Props {
  of:
    | {
        read: typeof readHotspotChart | typeof readSiteChart | typeof readChartOfSite | typeof readGatewayChart
        id: number
      }
    | { read: typeof readNeighbourhoodChart; id: number }
    | { read: typeof readCityChart }
  title: string
  /** Beside the choice of the range. */
  children?: React.ReactNode
}

/** Traffic, devices and answered polls over a day, a week, a month or a year, as charts or as a table. */
export function Charts({ of, title, children }: Props) {
  const t = useText()
  const [range, setRange] = useState<ChartRange>('24h')
  const [asTable, setAsTable] = useState(false)
  const given = 'id' in of ? { params: { id: of.id }, query: { range } } : { query: { range } }
  const chart = useResource(of.read as typeof readHotspotChart, given as never, RENEW_MS)
  const isEmpty = chart.data?.points.length === 0
  return (
    <section className="charts" aria-label={title}>
      <h3>{title}</h3>
      <div className="chart-choices">
        {children}
        <fieldset className="switch">
          <legend className="for-screen-readers">{t('charts.range')}</legend>
          {chartRanges.map((one) => (
            <button key={one} type="button" aria-pressed={one === range} onClick={() => setRange(one)}>
              {t(`charts.range.${one}`)}
            </button>
          ))}
        </fieldset>
        <button type="button" className="quiet" aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>
          {t(asTable ? 'charts.asChart' : 'charts.asTable')}
        </button>
      </div>
      {chart.error ? <Failure error={chart.error} retry={chart.reload} /> : null}
      {isEmpty ? <p className="empty">{t('charts.empty')}</p> : null}
      {chart.data === undefined ? (
        chart.error ? null : (
          <Loading />
        )
      ) : isEmpty ? null : (
        <Suspense fallback={<Loading />}>
          {asTable ? <ChartTable chart={chart.data} /> : <Drawn chart={chart.data} />}
          <Step chart={chart.data} />
        </Suspense>
      )}
    </section>
  )
}

/** Of how long each value is the mean. */
function Step({ chart: { range, stepSeconds } }: { chart: ReadingsChart }) {
  const t = useText()
  const { format } = useCity()
  const step = format.duration(stepSeconds)
  return <p className="muted">{range === '1y' ? t('charts.stepDay') : t('charts.step', { step })}</p>
}

function Drawn({ chart }: { chart: ReadingsChart }) {
  const t = useText()
  const { format } = useCity()
  const { traffic, devices, reachable } = useReadings()
  const range = t(`charts.range.${chart.range}`)
  const devicesOf = useCallback((value: number) => format.decimal(value, Number.isInteger(value) ? 0 : 1), [format])
  const hasTraffic = traffic.some(({ of }) => isKnown(chart.points, (point) => of(point).mean))
  const hasDevices = isKnown(chart.points, ({ clients }) => clients.mean)
  return (
    <>
      {hasTraffic ? (
        <LineChart {...{ chart, readings: traffic }} unit={format.rate} label={t('charts.trafficChart', { range })} />
      ) : null}
      {hasDevices ? (
        <LineChart
          {...{ chart, readings: devices, most: 4 }}
          unit={devicesOf}
          label={t('charts.devicesChart', { range })}
        />
      ) : null}
      <LineChart
        {...{ chart, readings: reachable, most: 1 }}
        unit={format.share}
        label={t('charts.reachableChart', { range })}
      />
    </>
  )
}

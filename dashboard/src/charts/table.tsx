import type { ReadingsChart } from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { useText } from '../languages/index.ts'
import { NONE } from '../parts/format.ts'
import { Scrolling } from '../parts/scrolling.tsx'

interface Band {
  mean: number | null
  min: number | null
  max: number | null
}

/** What the charts show, the newest first. */
export function ChartTable({ chart: { points, range } }: { chart: ReadingsChart }) {
  const t = useText()
  const { format } = useCity()
  const time = range === '24h' ? format.time : range === '1y' ? format.date : format.moment
  const devices = (value: number) => format.decimal(value, 1)
  return (
    <Scrolling label={t('charts.asTable')}>
      <table className="chart-table">
        <thead>
          <tr>
            <th scope="col">{t(range === '1y' ? 'charts.day' : 'charts.time')}</th>
            <th scope="col">{t('charts.reachable')}</th>
            <th scope="col">{t('hotspot.in')}</th>
            <th scope="col">{t('hotspot.out')}</th>
            <th scope="col">{t('hotspot.clients')}</th>
          </tr>
        </thead>
        <tbody>
          {points.toReversed().map((point) => (
            <tr key={point.at}>
              <th scope="row">{time(point.at)}</th>
              <td>{format.share(point.reachable)}</td>
              <Values of={point.inBps} as={format.rate} />
              <Values of={point.outBps} as={format.rate} />
              <Values of={point.clients} as={devices} />
            </tr>
          ))}
        </tbody>
      </table>
    </Scrolling>
  )
}

function Values({ of: { mean, min, max }, as }: { of: Band; as: (value: number) => string }) {
  const t = useText()
  if (mean === null) return <td>{NONE}</td>
  return (
    <td>
      {as(mean)}
      {min !== null && max !== null && min !== max ? (
        <small className="muted"> {t('charts.leastMost', { least: as(min), most: as(max) })}</small>
      ) : null}
    </td>
  )
}

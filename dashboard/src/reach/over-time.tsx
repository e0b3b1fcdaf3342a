import { lazy, Suspense, useMemo } from 'react'
import {
  type CoverageHistory,
  type CoverageReport,
  coveragePlace,
  readCoverageHistory,
} from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { useResource } from '../data/resource.ts'
import { useLanguage, useText } from '../languages/index.ts'
import { Loading } from '../notices.tsx'
import { createCityClock } from '../parts/city-clock.ts'
import { CsvButton } from '../parts/csv-link.tsx'
import { NONE } from '../parts/format.ts'
import { Reading } from '../parts/reading.tsx'
import { methodWords } from '../parts/ring.tsx'
import { saveTable } from '../parts/save-table.ts'
import { Scrolling } from '../parts/scrolling.tsx'
import { labelsFor } from '../use/figures.ts'
import { spans, useCoverageAddress } from './address.ts'

const Lines = lazy(() => import('./lines.tsx'))

const DAY_MS = 86_400_000
const parts = [
  ['covered', 'chart-in', []],
  ['near', 'chart-reachable', [6, 3]],
  ['without', 'chart-out', [2, 3]],
] as const

/** Who lived near a hotspot, day by day, at the place that the address names. */
export function OverTime({ report }: { report: CoverageReport }) {
  const t = useText()
  const { settings } = useCity()
  const { ring, kind, place, days } = useCoverageAddress()
  const to = useMemo(() => createCityClock(settings.timeZone).shown(new Date()).slice(0, 10), [settings.timeZone])
  const from = new Date(Date.parse(to) - (days - 1) * DAY_MS).toISOString().slice(0, 10)
  const isChosen = kind === 'city' || place !== ''
  const history = useResource(isChosen ? readCoverageHistory : undefined, { query: { ring, kind, place, from, to } })
  const { data } = history
  return (
    <section id="coverage-over-time" aria-labelledby="coverage-days">
      <h2 id="coverage-days">{t('coverage.overTime')}</h2>
      <Choices report={report} />
      <Reading of={history} />
      {data?.days.length === 0 ? <p className="empty">{t('coverage.noDays')}</p> : null}
      {data && data.days.length > 0 ? <Days of={data} name={nameOf(report, kind, place)} /> : null}
    </section>
  )
}

function nameOf(report: CoverageReport, kind: string, place: string): string {
  if (kind !== 'neighbourhood') return place
  return report.neighbourhoods.find(({ id }) => String(id) === place)?.name ?? place
}

function Choices({ report }: { report: CoverageReport }) {
  const t = useText()
  const { kind, place, days, put } = useCoverageAddress()
  const places: Array<[place: string, name: string]> =
    kind === 'borough'
      ? report.boroughs.map(({ name }) => [name, name])
      : kind === 'quintile'
        ? report.quintiles.map((_, at) => [String(at + 1), t('coverage.quintile', { number: at + 1 })])
        : report.neighbourhoods.map(({ id, name, borough }) => [String(id), borough ? `${name}, ${borough}` : name])
  return (
    <form className="coverage-filters" onSubmit={(event) => event.preventDefault()}>
      <label>
        {t('coverage.kind')}
        <select value={kind} onChange={({ target }) => put({ kind: target.value, place: undefined })}>
          {coveragePlace.options.map((each) => (
            <option key={each} value={each}>
              {t(`coverage.kind.${each}`)}
            </option>
          ))}
        </select>
      </label>
      {kind === 'city' ? null : (
        <label>
          {t('use.which')}
          <select value={place} onChange={({ target }) => put({ place: target.value })}>
            <option value="">{t('use.choose')}</option>
            {places.map(([value, name]) => (
              <option key={value} value={value}>
                {name}
              </option>
            ))}
          </select>
        </label>
      )}
      <label>
        {t('coverage.days')}
        <select value={days} onChange={({ target }) => put({ days: target.value })}>
          {spans.map((span) => (
            <option key={span} value={span}>
              {t(`coverage.days.${span}`)}
            </option>
          ))}
        </select>
      </label>
    </form>
  )
}

type Day = CoverageHistory['days'][number]

function Days({ of: { days, rings }, name }: { of: CoverageHistory; name: string }) {
  const t = useText()
  const language = useLanguage()
  const { format } = useCity()
  const label = labelsFor(language)
  const share = (part: number, { residents }: Day) => (residents > 0 ? (100 * part) / residents : 0)
  const byDay = new Map(rings.map((each) => [each.day, each]))
  const methodOf = ({ day }: Day) => {
    const ring = byDay.get(day)
    return ring ? t('ring.measured', { metres: format.count(ring.metres), method: methodWords(ring, t, label) }) : NONE
  }
  const save = () =>
    saveTable(
      'plaza-coverage-days.csv',
      days,
      [
        [t('charts.day'), ({ day }) => day],
        [t('coverage.column.residents'), ({ residents }) => residents],
        ...(['covered', 'unchecked', 'without', 'failed', 'near', 'inNeed'] as const).map(
          (part) => [t(`coverage.${part}`), (day: Day) => day[part]] as const,
        ),
        [t('coverage.gini'), ({ day }) => byDay.get(day)?.gini ?? null],
        [t('coverage.concentration'), ({ day }) => byDay.get(day)?.concentration ?? null],
        [t('coverage.method'), methodOf],
      ],
      language,
    )
  return (
    <>
      <Suspense fallback={<Loading />}>
        <Lines
          label={t('coverage.daysChart', { place: name || t('coverage.kind.city') })}
          x={{
            ...{ title: t('charts.day'), beside: 2 * DAY_MS },
            written: (at) => label(new Date(at).toISOString().slice(0, 10), 'day'),
          }}
          y={{ title: t('coverage.shareAxis'), written: (value) => `${format.decimal(value, 0)}%`, most: 100 }}
          series={parts.map(([part, colour, dash]) => ({
            ...{ name: t(`coverage.${part}`), colour, dash: [...dash] },
            points: days.map((day) => ({ x: Date.parse(day.day), y: share(day[part], day) })),
          }))}
        />
      </Suspense>
      <details>
        <summary>{t('use.table')}</summary>
        <Scrolling label={t('coverage.overTime')}>
          <table className="coverage-table">
            <thead>
              <tr>
                <th scope="col">{t('charts.day')}</th>
                {(['covered', 'unchecked', 'without', 'near', 'inNeed'] as const).map((part) => (
                  <th key={part} scope="col" className="number">
                    {t(`coverage.${part}`)}
                  </th>
                ))}
                <th scope="col" className="number">
                  {t('coverage.gini')}
                </th>
                <th scope="col" className="number">
                  {t('coverage.concentration')}
                </th>
                <th scope="col">{t('coverage.method')}</th>
              </tr>
            </thead>
            <tbody>
              {days.toReversed().map((day) => (
                <tr key={day.day}>
                  <th scope="row">{label(day.day, 'day')}</th>
                  {(['covered', 'unchecked', 'without', 'near', 'inNeed'] as const).map((part) => (
                    <td key={part} className="number">
                      {format.count(day[part])}
                    </td>
                  ))}
                  <Index of={byDay.get(day.day)?.gini} />
                  <Index of={byDay.get(day.day)?.concentration} />
                  <td>{methodOf(day)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scrolling>
      </details>
      <p className="more-of">
        <CsvButton save={save} />
      </p>
    </>
  )
}

function Index({ of }: { of: number | null | undefined }) {
  const { format } = useCity()
  return <td className="number">{of === null || of === undefined ? NONE : format.decimal(of, 2)}</td>
}

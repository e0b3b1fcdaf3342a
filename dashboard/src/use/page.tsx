import { lazy, Suspense } from 'react'
import { readUse, type Use, useStep } from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { useResource } from '../data/resource.ts'
import { type Text, useLanguage, useText } from '../languages/index.ts'
import { Loading } from '../notices.tsx'
import { ForThose } from '../parts/for-those.tsx'
import { Reading } from '../parts/reading.tsx'
import { saveFile } from '../parts/save-file.ts'
import { useAsked } from './address.ts'
import { type Asked, comparisons, type UseQuery } from './asked.ts'
import type { Series } from './chart.tsx'
import { csvOf } from './csv.ts'
import { isCountedBy, labelsFor } from './figures.ts'
import { PlaceChoice } from './place-choice.tsx'
import { endOf, startOf, stepsBetween } from './steps.ts'
import { UseTable } from './table.tsx'
import { Totals } from './totals.tsx'
import { WayOnline } from './way-online.tsx'

const UseChart = lazy(() => import('./chart.tsx'))

/** What was used: of any place, in any period, beside another. */
export function UsePage() {
  const t = useText()
  return (
    <div className="page wide use-page">
      <h1>{t('use.title')}</h1>
      <ForThose who={readUse} otherwise="use.forbidden">
        <UseOfPlace />
      </ForThose>
    </div>
  )
}

function UseOfPlace() {
  const t = useText()
  const { format } = useCity()
  const { asked, put } = useAsked()
  const read = useResource(readUse, { query: asked.query })
  const other = useResource(asked.other && readUse, { query: asked.other ?? asked.query })
  const series = useSeries(asked, read.data, other.data)
  const counted = read.data?.counted
  return (
    <>
      <p className="muted">{t('use.lead')}</p>
      <Filters asked={asked} places={[read.data?.place, other.data?.place]} />
      <Reading of={read} />
      {asked.other ? <Reading of={other} /> : null}
      {counted === null ? <p className="empty">{t('use.notYet')}</p> : null}
      {counted && read.data?.rows.length === 0 ? (
        <p className="empty">{t('use.notThen', { first: counted.first, last: counted.last })}</p>
      ) : null}
      {series.length > 0 && counted ? (
        <>
          <Totals
            series={series}
            measure={asked.measure}
            step={asked.query.step}
            onChoose={(measure) => put({ measure })}
          />
          {!isCountedBy(asked.measure, asked.query.step) ? (
            <p className="empty">{t('use.notByHour')}</p>
          ) : (
            <Suspense fallback={<Loading />}>
              <UseChart series={series} measure={asked.measure} step={asked.query.step} />
            </Suspense>
          )}
          <p className="muted">
            {t('use.countedAt', { at: format.moment(counted.at) })} {t('use.method')}
          </p>
          <details>
            <summary>{t('use.table')}</summary>
            {series.map((one) => (
              <UseTable key={one.name} of={one} step={asked.query.step} />
            ))}
          </details>
          <p>
            <button type="button" onClick={() => download(series, asked.query)}>
              {t('use.csv')}
            </button>
          </p>
        </>
      ) : null}
      <WayOnline query={asked.query} />
    </>
  )
}

/** The place's rows, and those of what it is compared with, once they are read. */
function useSeries(asked: Asked, own: Use | undefined, other: Use | undefined): Series[] {
  const t = useText()
  const language = useLanguage()
  if (!own || own.rows.length === 0) return []
  const label = labelsFor(language)
  const nameOf = (use: Use, query: UseQuery) => {
    const place = use.place?.name ?? t('use.kind.city')
    const isPeriod = asked.comparison === 'before' || asked.comparison === 'year'
    return isPeriod ? `${place}, ${periodOf(query, label, t)}` : place
  }
  const series = [{ name: nameOf(own, asked.query), ...partOf(own, asked.query) }]
  if (asked.other && other && other.rows.length > 0)
    series.push({ name: nameOf(other, asked.other), ...partOf(other, asked.other) })
  return series
}

/** What is counted of a period, and where in it that begins. */
function partOf({ rows, counted }: Use, { from, to, step }: Asked['query']): Omit<Series, 'name'> {
  const isWhole = counted !== null && counted.first <= startOf(step, from) && counted.last >= endOf(step, to)
  return { rows, from, lead: stepsBetween(step, from, rows[0]!.since.slice(0, 10)), isWhole }
}

const periodOf = ({ from, to }: UseQuery, label: ReturnType<typeof labelsFor>, t: Text) =>
  t('use.fromTo', { from: label(from, 'day'), to: label(to, 'day') })

/** @param places what is shown, and what it is compared with, once they are read */
function Filters({ asked: { query, comparison }, places }: { asked: Asked; places: Array<Use['place'] | undefined> }) {
  const t = useText()
  const { put } = useAsked()
  return (
    <form className="use-filters" onSubmit={(event) => event.preventDefault()}>
      <PlaceChoice suffix="" named={places[0]} />
      <div>
        <label htmlFor="use-from">{t('use.from')}</label>
        <input
          id="use-from"
          type="date"
          value={query.from}
          max={query.to}
          onChange={({ target }) => target.value && put({ from: target.value, to: query.to })}
        />
      </div>
      <div>
        <label htmlFor="use-to">{t('use.to')}</label>
        <input
          id="use-to"
          type="date"
          value={query.to}
          min={query.from}
          onChange={({ target }) => target.value && put({ from: query.from, to: target.value })}
        />
      </div>
      <div>
        <label htmlFor="use-step">{t('use.by')}</label>
        <select id="use-step" value={query.step} onChange={({ target }) => put({ step: target.value })}>
          {useStep.options.map((each) => (
            <option key={each} value={each}>
              {t(`use.step.${each}`)}
            </option>
          ))}
        </select>
      </div>
      <div>
        <label htmlFor="use-with">{t('use.compare')}</label>
        <select
          id="use-with"
          value={comparison}
          onChange={({ target }) => put({ with: target.value === 'none' ? undefined : target.value })}
        >
          {comparisons.map((each) => (
            <option key={each} value={each}>
              {t(`use.with.${each}`)}
            </option>
          ))}
        </select>
      </div>
      {comparison === 'place' ? <PlaceChoice suffix="2" named={places[1]} /> : null}
    </form>
  )
}

const download = (series: Series[], { from, to, step = 'day' }: UseQuery): void =>
  saveFile(`use-${step}-${from}-${to}.csv`, 'text/csv', csvOf(series.map(({ name, rows }) => ({ place: name, rows }))))

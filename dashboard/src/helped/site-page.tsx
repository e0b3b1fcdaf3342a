import { lazy, Suspense } from 'react'
import { Link, useParams } from 'react-router'
import { type Answer, readSiteEvaluation, type SiteEvaluation } from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { useResource } from '../data/resource.ts'
import { type Text, useLanguage, useText } from '../languages/index.ts'
import { Loading } from '../notices.tsx'
import { ForThose } from '../parts/for-those.tsx'
import { NONE } from '../parts/format.ts'
import { Reading } from '../parts/reading.tsx'
import { saveTable } from '../parts/save-table.ts'
import { Scrolling } from '../parts/scrolling.tsx'
import { labelsFor } from '../use/figures.ts'
import { EffectsTable, Evidence } from './effects.tsx'
import { lackValues, signed } from './figures.ts'

const WeeksChart = lazy(() => import('./chart.tsx'))

type Evaluation = Answer<typeof readSiteEvaluation>
const bands = ['area', 'areaExpected', 'around', 'aroundExpected'] as const

/** What one new site did. */
export function EvaluatedSitePage() {
  const t = useText()
  return (
    <div className="page wide planning-page">
      <p className="no-print">
        <Link to="/helped">{t('helped.all')}</Link>
      </p>
      <ForThose who={readSiteEvaluation} otherwise="helped.forbidden">
        <One />
      </ForThose>
    </div>
  )
}

function One() {
  const { id } = useParams()
  const read = useResource(readSiteEvaluation, { params: { id: Number(id) } })
  return (
    <>
      <Reading of={read} />
      {read.data ? <Parts of={read.data} /> : null}
    </>
  )
}

function Parts({ of }: { of: Evaluation }) {
  const t = useText()
  const { format } = useCity()
  const label = labelsFor(useLanguage())
  const { site, effects } = of
  return (
    <>
      <h1>{site.name}</h1>
      <p className="muted">
        {site.programme} · {t('helped.opened')}: {label(site.openedOn, 'day')} ·{' '}
        {t('helped.asOf', { at: format.moment(site.evaluatedAt), week: label(site.lastWeek, 'day') })}
      </p>
      <VerdictPart of={of} />
      <p className="buttons planning-row no-print">
        <button type="button" onClick={() => window.print()}>
          {t('helped.print')}
        </button>
        <button type="button" onClick={() => download(of, t)}>
          {t('helped.csv')}
        </button>
      </p>
      <Arrivals of={site.arrivals} />
      <section aria-labelledby="weeks" className="planning-groups">
        <h2 id="weeks">{t('helped.chart')}</h2>
        <Suspense fallback={<Loading />}>
          <WeeksChart of={of} />
        </Suspense>
      </section>
      {effects && site.net ? <EffectsTable effects={effects} net={site.net} /> : null}
      <Evidence of={of} />
      <section aria-labelledby="method" className="planning-method">
        <h2 id="method">{t('helped.method')}</h2>
        <p>{t('helped.methodText')}</p>
        <p>{t('helped.limitsText')}</p>
      </section>
      <details className="no-print">
        <summary>{t('helped.weeksTable')}</summary>
        <WeeksTable of={of} />
      </details>
    </>
  )
}

function VerdictPart({ of: { site, effects } }: { of: Evaluation }) {
  const t = useText()
  const { format } = useCity()
  const { verdict, net, lacks } = site
  const values = {
    ...{ net: signed(net?.users ?? 0, format), treated: signed(effects?.treated.users ?? 0, format) },
    ...{ low: signed(net?.interval.low ?? 0, format), high: signed(net?.interval.high ?? 0, format) },
    spillover: signed(effects?.spillover?.users ?? 0, format),
  }
  return (
    <section className="part" aria-labelledby="verdict">
      <h2 id="verdict">
        <span className={`helped-verdict ${verdict}`}>{t(`helped.verdict.${verdict}`)}</span>
      </h2>
      <p>{t(`helped.says.${verdict}`, values)}</p>
      {lacks.length > 0 ? (
        <ul className="helped-list">
          {lacks.map((lack) => (
            <li key={lack.what}>{t(`helped.lack.${lack.what}`, lackValues(lack, format))}</li>
          ))}
        </ul>
      ) : null}
      {effects ? (
        <>
          <h3>{t('helped.doubts')}</h3>
          {effects.doubts.length === 0 ? <p>{t('helped.noDoubts')}</p> : null}
          <ul className="helped-list">
            {effects.doubts.map((doubt) => (
              <li key={doubt}>{t(`helped.doubt.${doubt}`)}</li>
            ))}
          </ul>
        </>
      ) : null}
    </section>
  )
}

function Arrivals({ of }: { of: SiteEvaluation['arrivals'] }) {
  const t = useText()
  const { format } = useCity()
  return (
    <section aria-labelledby="arrivals" className="planning-groups">
      <h2 id="arrivals">{t('helped.arrivals')}</h2>
      <p className="muted">{t('helped.arrivalsLead')}</p>
      <dl className="helped-facts">
        {(['users', 'firstTime', 'returned', 'moved'] as const).map((each) => {
          const count = of[each]
          return [
            <dt key={each}>{t(`helped.${each}`)}</dt>,
            <dd key={`${each} count`}>{count === null ? t('helped.hidden') : format.count(count)}</dd>,
          ]
        })}
        {of.movedFrom.length > 0 ? (
          <>
            <dt>{t('helped.movedFrom')}</dt>
            <dd>{of.movedFrom.map(({ name, residents }) => `${name} (${format.count(residents)})`).join(', ')}</dd>
          </>
        ) : null}
      </dl>
    </section>
  )
}

function WeeksTable({ of }: { of: Evaluation }) {
  const t = useText()
  const { format } = useCity()
  const label = labelsFor(useLanguage())
  const written = (value: number | null | undefined) => (value == null ? NONE : format.count(Math.round(value)))
  return (
    <Scrolling label={t('helped.weeksTable')}>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('helped.week')}</th>
            {bands.map((band) => (
              <th key={band} scope="col" className="number">
                {t(`helped.${band}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {of.weeks.map((week, at) => (
            <tr key={week}>
              <th scope="row">{label(week, 'day')}</th>
              {bands.map((band) => (
                <td key={band} className="number">
                  {written(of[band][at])}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Scrolling>
  )
}

function download(of: Evaluation, t: Text): void {
  saveTable(
    `plaza-site-${of.site.siteId}.csv`,
    of.weeks.map((week, at) => ({ week, at })),
    [
      [t('helped.site'), () => of.site.name],
      [t('helped.week'), ({ week }) => week],
      ...bands.map((band) => [t(`helped.${band}`), ({ at }: { at: number }) => of[band][at] ?? null] as const),
    ],
    'es',
  )
}

import { lazy, Suspense } from 'react'
import type { SitePlan, SitePlanStudy } from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import type { Resource } from '../data/resource.ts'
import { useText } from '../languages/index.ts'
import { Loading } from '../notices.tsx'
import { Reading } from '../parts/reading.tsx'
import { exactGap } from './exact.ts'
import { ReachLine } from './reach.tsx'

const FrontierChart = lazy(() => import('./frontier-chart.tsx'))

/** What more or less money would bring, how much depends on how need is weighed, and what each year gives up. */
export function StudyPart({ of: plan, study }: { of: SitePlan; study: Resource<SitePlanStudy> }) {
  const t = useText()
  if (!plan.result) return null
  return (
    <section aria-labelledby="study">
      <h2 id="study">{t('planning.frontier')}</h2>
      <ReachLine of={plan} />
      {study.data || study.error ? null : <p className="muted">{t('planning.studying')}</p>}
      <Reading of={study} />
      {study.data ? (
        <>
          <Frontier plan={plan} study={study.data} />
          <Weights study={study.data} />
          {study.data.years.length > 1 ? <Years study={study.data} /> : null}
        </>
      ) : null}
    </section>
  )
}

interface Props {
  plan: SitePlan
  study: SitePlanStudy
}

function Frontier({ plan, study: { frontier } }: Props) {
  const t = useText()
  const { format } = useCity()
  const { parameters, result } = plan
  const unit = t(`planning.unit.${parameters.limit.unit}`)
  const used = parameters.limit.unit === 'money' ? result!.cost : result!.sites
  const isWeighted = parameters.needWeight > 0
  const isCapacity = parameters.objective === 'capacity'
  return (
    <>
      <p className="muted">
        {t('planning.frontierHelp')} {isWeighted ? t('planning.weighted') : ''}
      </p>
      <Suspense fallback={<Loading />}>
        <FrontierChart
          label={t('planning.frontier')}
          x={unit}
          y={t(isWeighted ? 'planning.weightedShort' : 'planning.newResidents')}
          curves={[
            {
              ...{ name: t('planning.frontierBound'), colour: 'chart-capacity', dash: [6, 4] },
              points: frontier.map(({ budget, bound }) => ({ x: budget, y: bound })),
            },
            {
              ...{ name: t('planning.frontierPlans'), colour: 'chart-in' },
              points: frontier.map(({ budget, value }) => ({ x: budget, y: value })),
            },
            ...(isCapacity
              ? []
              : [{ name: t('planning.thisPlan'), colour: 'chart-out', points: [{ x: used, y: result!.value }] }]),
          ]}
        />
      </Suspense>
      <details>
        <summary>{t('planning.asTable')}</summary>
        <table className="stacked-table">
          <thead>
            <tr>
              {[unit, t('planning.newResidents'), t('planning.cost'), t('planning.gap')].map((heading) => (
                <th key={heading} scope="col" className="number">
                  {heading}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {frontier.map(({ budget, residents, cost, value, bound }) => (
              <tr key={budget}>
                <td className="number" data-label={unit}>
                  {format.count(budget)}
                </td>
                <td className="number" data-label={t('planning.newResidents')}>
                  {format.count(residents)}
                </td>
                <td className="number" data-label={t('planning.cost')}>
                  {format.count(cost)}
                </td>
                <td className="number" data-label={t('planning.gap')}>
                  {value > 0 ? exactGap((bound - value) / value, format) : ''}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </>
  )
}

function Weights({ study: { weights, kept } }: { study: SitePlanStudy }) {
  const t = useText()
  const { format } = useCity()
  const firm = kept.filter((share) => share === null || share > 0.999).length
  return (
    <>
      <h3>{t('planning.weights')}</h3>
      <p>{t('planning.weightsText', { firm: format.count(firm), all: format.count(kept.length) })}</p>
      <ul className="planning-weights">
        {weights.map(({ needWeight, overlap }) => (
          <li key={needWeight}>
            {t('planning.weightOne', { weight: format.decimal(needWeight, 2), share: format.share(overlap) })}
          </li>
        ))}
      </ul>
    </>
  )
}

function Years({ study: { years } }: { study: SitePlanStudy }) {
  const t = useText()
  const { format } = useCity()
  const headings = ['planning.sites', 'planning.covered', 'planning.regret'] as const
  return (
    <>
      <h3>{t('planning.phases')}</h3>
      <p className="muted">{t('planning.phasesHelp')}</p>
      <table className="stacked-table">
        <thead>
          <tr>
            <th scope="col" className="number">
              {t('planning.year')}
            </th>
            {headings.map((heading) => (
              <th key={heading} scope="col" className="number">
                {t(heading)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {years.map(({ year, sites, value, regret }) => (
            <tr key={year}>
              <th scope="row" className="number">
                {year}
              </th>
              <td className="number" data-label={t('planning.sites')}>
                {format.count(sites)}
              </td>
              <td className="number" data-label={t('planning.covered')}>
                {format.count(value)}
              </td>
              <td className="number" data-label={t('planning.regret')}>
                {t('planning.gapAtMost', { gap: exactGap(regret, format) })}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  )
}

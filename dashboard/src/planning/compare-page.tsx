import { lazy, Suspense, useState } from 'react'
import { Link, useSearchParams } from 'react-router'
import {
  compareSitePlans,
  readSitePlans,
  type SitePlanComparison,
  type SitePlanStudy,
  studySitePlan,
} from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { useResource } from '../data/resource.ts'
import { useText } from '../languages/index.ts'
import { Loading } from '../notices.tsx'
import { ForThose } from '../parts/for-those.tsx'
import { Reading } from '../parts/reading.tsx'
import { Common, ComparedTable, GroupsTable, planColours, swatch } from './compare-tables.tsx'
import { DifferenceMap } from './difference-map.tsx'

const FrontierChart = lazy(() => import('./frontier-chart.tsx'))

/** Two to four solved plans side by side; which ones stands in the address. */
export function ComparePage() {
  const t = useText()
  const plans = useSearchParams()[0].get('plans') ?? ''
  return (
    <div className="page wide planning-page">
      <p className="no-print">
        <Link to="/planning">{t('planning.back')}</Link>
      </p>
      <h1>{t('planning.comparison')}</h1>
      <ForThose who={readSitePlans} otherwise="planning.forbidden">
        <Comparison plans={plans} />
      </ForThose>
    </div>
  )
}

function Comparison({ plans }: { plans: string }) {
  const t = useText()
  const read = useResource(compareSitePlans, { query: { plans } })
  const { data } = read
  return (
    <>
      <Reading of={read} />
      {data ? (
        <>
          {data.sameData ? null : <p role="alert">{t('planning.otherData')}</p>}
          <ComparedTable of={data} />
          <GroupsTable of={data} by="boroughs" />
          <GroupsTable of={data} by="quintiles" />
          <Difference of={data} />
          <Common of={data} />
          <Frontiers of={data} />
        </>
      ) : null}
    </>
  )
}

/** Where one plan reaches residents and another does not. */
function Difference({ of }: { of: SitePlanComparison }) {
  const t = useText()
  const { format } = useCity()
  const [pair, setPair] = useState<readonly [number, number]>([0, 1])
  const only = (a: number, b: number) => of.cells.filter(({ in: those }) => those.includes(a) && !those.includes(b))
  const choose = (side: 0 | 1) => (
    <select
      aria-label={t(side === 0 ? 'planning.differenceOf' : 'planning.differenceFrom')}
      value={pair[side]}
      onChange={({ target }) => {
        const chosen = Number(target.value)
        const other = pair[1 - side]!
        const next = chosen === other ? pair[side] : other
        setPair(side === 0 ? [chosen, next] : [next, chosen])
      }}
    >
      {of.plans.map(({ plan }, at) => (
        <option key={plan.id} value={at}>
          {plan.name}
        </option>
      ))}
    </select>
  )
  const sides = [only(pair[0], pair[1]), only(pair[1], pair[0])] as const
  return (
    <section aria-labelledby="difference">
      <h2 id="difference">{t('planning.differenceMap')}</h2>
      <p className="planning-row no-print">
        {choose(0)} {t('planning.against')} {choose(1)}
      </p>
      <DifferenceMap
        sites={of.sites}
        pair={pair}
        cells={sides}
        colours={[planColours[pair[0]]!, planColours[pair[1]]!]}
      />
      <ul className="planning-legend">
        {pair.map((at, side) => (
          <li key={of.plans[at]!.plan.id}>
            <span className="planning-swatch" style={swatch(at)} />{' '}
            {t('planning.onlyIn', {
              name: of.plans[at]!.plan.name,
              residents: format.count(sides[side]!.reduce((sum, { residents }) => sum + residents, 0)),
            })}
          </li>
        ))}
        <li>
          <span className="planning-dot planning-both" /> {t('planning.inBoth')}
        </li>
      </ul>
    </section>
  )
}

/** Curves of all plans that are limited alike, in residents, whatever each weighs. */
function Frontiers({ of }: { of: SitePlanComparison }) {
  const t = useText()
  const [first, second, third, fourth] = of.plans.map(({ plan }) => plan.id)
  const study = (id: number | undefined) =>
    [id === undefined ? undefined : studySitePlan, { params: { id: id ?? 0 } }] as const
  const studies = [
    useResource(...study(first)),
    useResource(...study(second)),
    useResource(...study(third)),
    useResource(...study(fourth)),
  ]
  const isMoney = of.plans.some(({ plan }) => plan.parameters.limit.unit === 'money')
  const along = (one: { cost: number; sites: number }) => (isMoney ? one.cost : one.sites)
  const curveOf = ({ frontier }: SitePlanStudy) =>
    frontier.map((point) => ({ x: along(point), y: point.residents })).sort((a, b) => a.x - b.x)
  return (
    <section aria-labelledby="frontiers">
      <h2 id="frontiers">{t('planning.frontier')}</h2>
      <p className="muted">{t('planning.frontiersHelp')}</p>
      {studies.some(({ data, error }, at) => at < of.plans.length && !data && !error) ? (
        <p className="muted">{t('planning.studying')}</p>
      ) : null}
      <Suspense fallback={<Loading />}>
        <FrontierChart
          label={t('planning.frontier')}
          x={t(isMoney ? 'planning.cost' : 'planning.sites')}
          y={t('planning.newResidents')}
          curves={of.plans.flatMap(({ plan: { name, result } }, at) => {
            const colour = planColours[at]!
            const data = studies[at]?.data
            const point = { x: along(result!), y: result!.residents.after - result!.residents.before }
            return [
              { name, colour, points: [point] },
              ...(data
                ? [{ name: t('planning.quickPlans', { name }), colour, dash: [6, 4], points: curveOf(data) }]
                : []),
            ]
          })}
        />
      </Suspense>
    </section>
  )
}

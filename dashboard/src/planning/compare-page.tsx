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
import { type TextKey, useText } from '../languages/index.ts'
import { Loading } from '../notices.tsx'
import { ForThose } from '../parts/for-those.tsx'
import { NONE } from '../parts/format.ts'
import { Reading } from '../parts/reading.tsx'
import { comparedRows } from './compared.ts'
import { DifferenceMap } from './difference-map.tsx'

const FrontierChart = lazy(() => import('./frontier-chart.tsx'))

/** Of the plans, by their names in styles/colours.css. */
const colours = ['chart-in', 'chart-out', 'chart-reachable', 'chart-devices'] as const

const swatch = (at: number) => ({ background: `var(--${colours[at]})` })

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

/** The heading of a plan's column, with its colour. */
function PlanHeadings({ of }: { of: SitePlanComparison }) {
  return of.plans.map(({ plan }, at) => (
    <th key={plan.id} scope="col" className="number">
      <span className="planning-swatch" style={swatch(at)} /> <Link to={`/planning/${plan.id}`}>{plan.name}</Link>
    </th>
  ))
}

function ComparedTable({ of }: { of: SitePlanComparison }) {
  const t = useText()
  const { format } = useCity()
  const rows = comparedRows(of.plans, t, format)
  return (
    <div className="planning-wide">
      <table className="planning-figures">
        <thead>
          <tr>
            <td />
            <PlanHeadings of={of} />
          </tr>
        </thead>
        <tbody>
          {rows.map(({ name, values }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              {values.map((value, at) => (
                <td key={of.plans[at]!.plan.id} className="number">
                  {value}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** Coverage with each plan, by group; what it was before stands first. */
function GroupsTable({ of, by }: { of: SitePlanComparison; by: 'boroughs' | 'quintiles' }) {
  const t = useText()
  const { format } = useCity()
  const names = [...new Set(of.plans.flatMap((one) => one[by].map(({ name }) => name)))]
  if (names.length < 2) return null
  const groupIn = (one: SitePlanComparison['plans'][number], name: string) => one[by].find((each) => each.name === name)
  const title: TextKey = by === 'boroughs' ? 'planning.groups.borough' : 'planning.groups.quintile'
  return (
    <section className="planning-wide" aria-label={t(title)}>
      <h2>{t(title)}</h2>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('planning.group')}</th>
            <th scope="col" className="number">
              {t('planning.before')}
            </th>
            <PlanHeadings of={of} />
          </tr>
        </thead>
        <tbody>
          {names.map((name) => (
            <tr key={name}>
              <th scope="row">{by === 'quintiles' ? t('planning.quintile', { number: name }) : name || NONE}</th>
              <td className="number">{format.share(of.plans.map((one) => groupIn(one, name))[0]?.before ?? null)}</td>
              {of.plans.map((one) => (
                <td key={one.plan.id} className="number">
                  {format.share(groupIn(one, name)?.after ?? null)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
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
      <DifferenceMap sites={of.sites} pair={pair} cells={sides} colours={[colours[pair[0]]!, colours[pair[1]]!]} />
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

function Common({ of }: { of: SitePlanComparison }) {
  const t = useText()
  const { format } = useCity()
  const inAll = of.sites.filter(({ in: those }) => those.length === of.plans.length)
  return (
    <section className="planning-wide" aria-labelledby="common">
      <h2 id="common">{t('planning.common')}</h2>
      <p>
        {t('planning.commonText', { count: inAll.length, shown: format.count(inAll.length) })}{' '}
        {inAll
          .slice(0, 30)
          .map(({ name }) => name)
          .join(', ')}
        {inAll.length > 30 ? '…' : ''}
      </p>
      <table>
        <thead>
          <tr>
            <td />
            <PlanHeadings of={of} />
          </tr>
        </thead>
        <tbody>
          {of.plans.map(({ plan }, a) => (
            <tr key={plan.id}>
              <th scope="row">{plan.name}</th>
              {of.common[a]!.map((count, b) => (
                <td key={of.plans[b]!.plan.id} className="number">
                  {format.count(count)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
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
            const colour = colours[at]!
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

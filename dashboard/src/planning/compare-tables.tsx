import { Link } from 'react-router'
import type { SitePlanComparison } from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { type TextKey, useText } from '../languages/index.ts'
import { NONE } from '../parts/format.ts'
import { comparedRows } from './compared.ts'
import { useReachWords } from './reach.tsx'

/** Of the plans, by their names in styles/colours.css. */
export const planColours = ['chart-in', 'chart-out', 'chart-reachable', 'chart-devices'] as const

export const swatch = (at: number) => ({ background: `var(--${planColours[at]})` })

/** The heading of a plan's column, with its colour. */
function PlanHeadings({ of }: { of: SitePlanComparison }) {
  return of.plans.map(({ plan }, at) => (
    <th key={plan.id} scope="col" className="number">
      <span className="planning-swatch" style={swatch(at)} /> <Link to={`/planning/${plan.id}`}>{plan.name}</Link>
    </th>
  ))
}

/** Each figure of every plan. */
export function ComparedTable({ of }: { of: SitePlanComparison }) {
  const t = useText()
  const { format } = useCity()
  const rows = comparedRows(of.plans, t, format, useReachWords())
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
export function GroupsTable({ of, by }: { of: SitePlanComparison; by: 'boroughs' | 'quintiles' }) {
  const t = useText()
  const { format } = useCity()
  const names = [...new Set(of.plans.flatMap((one) => one[by].map(({ name }) => name)))]
  if (names.length < 2) return null
  const share = (value: number | undefined) => (value === undefined ? NONE : format.exactShare(value))
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
              <td className="number">{share(of.plans.map((one) => groupIn(one, name))[0]?.before)}</td>
              {of.plans.map((one) => (
                <td key={one.plan.id} className="number">
                  {share(groupIn(one, name)?.after)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

/** Sites that several plans have. */
export function Common({ of }: { of: SitePlanComparison }) {
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

import { useState } from 'react'
import { Link, useNavigate } from 'react-router'
import { MOST_COMPARED, type SitePlan } from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { useText } from '../languages/index.ts'
import { NONE } from '../parts/format.ts'
import { gapText } from './figures.tsx'
import { useReachWords } from './reach.tsx'

/** All plans; two to four of them are chosen to be compared. */
export function PlansTable({ plans }: { plans: SitePlan[] }) {
  const t = useText()
  const navigate = useNavigate()
  const [chosen, setChosen] = useState<readonly number[]>([])
  const canCompare = plans.filter(({ result }) => result).length > 1
  const choose = (id: number, isChosen: boolean) =>
    setChosen((before) => (isChosen ? [...before, id] : before.filter((one) => one !== id)))
  return (
    <>
      <table className="stacked-table">
        <thead>
          <tr>
            {canCompare ? <td /> : null}
            <th scope="col">{t('planning.name')}</th>
            <th scope="col">{t('planning.stage')}</th>
            <th scope="col">{t('planning.objective')}</th>
            <th scope="col">{t('planning.measuredShort')}</th>
            <th scope="col" className="number">
              {t('planning.sites')}
            </th>
            <th scope="col" className="number">
              {t('planning.newResidents')}
            </th>
            <th scope="col">{t('planning.gap')}</th>
          </tr>
        </thead>
        <tbody>
          {plans.map((plan) => (
            <tr key={plan.id}>
              {canCompare ? (
                <td>
                  {plan.result ? (
                    <input
                      type="checkbox"
                      aria-label={t('planning.compareOne', { name: plan.name })}
                      checked={chosen.includes(plan.id)}
                      disabled={chosen.length >= MOST_COMPARED && !chosen.includes(plan.id)}
                      onChange={({ target }) => choose(plan.id, target.checked)}
                    />
                  ) : null}
                </td>
              ) : null}
              <PlanCells of={plan} />
            </tr>
          ))}
        </tbody>
      </table>
      {canCompare ? (
        <p className="planning-row">
          <button
            type="button"
            disabled={chosen.length < 2}
            onClick={() => void navigate(`/planning/compare?plans=${chosen.join(',')}`)}
          >
            {t('planning.compareChosen')}
          </button>
          <span className="muted">{t('planning.compareHelp')}</span>
        </p>
      ) : null}
    </>
  )
}

function PlanCells({ of: plan }: { of: SitePlan }) {
  const t = useText()
  const { format } = useCity()
  const reach = useReachWords()
  const { result } = plan
  return (
    <>
      <th scope="row">
        <Link to={`/planning/${plan.id}`}>{plan.name}</Link>
      </th>
      <td data-label={t('planning.stage')}>{t(`planning.status.${plan.status}`)}</td>
      <td data-label={t('planning.objective')}>{t(`planning.objective.${plan.parameters.objective}`)}</td>
      <td data-label={t('planning.measuredShort')}>{reach(plan)}</td>
      <td className="number" data-label={t('planning.sites')}>
        {result ? format.count(result.sites) : NONE}
      </td>
      <td className="number" data-label={t('planning.newResidents')}>
        {result ? format.count(result.residents.after - result.residents.before) : NONE}
      </td>
      <td data-label={t('planning.gap')}>{result ? gapText(result, format, t) : NONE}</td>
    </>
  )
}

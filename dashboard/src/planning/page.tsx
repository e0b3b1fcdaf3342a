import { useState } from 'react'
import { Link, useNavigate } from 'react-router'
import { addSitePlan, readSitePlans, type SitePlan } from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { useResource } from '../data/resource.ts'
import { useText } from '../languages/index.ts'
import { ForThose } from '../parts/for-those.tsx'
import { NONE } from '../parts/format.ts'
import { Reading } from '../parts/reading.tsx'
import { CandidatesPart } from './candidates.tsx'
import { CostsPart } from './costs.tsx'
import { gapText } from './figures.tsx'
import { ParametersForm } from './parameters-form.tsx'
import { ProposalsPart } from './proposals.tsx'

/** Plans of where to build, the candidates that they choose from, and what became work. */
export function PlanningPage() {
  const t = useText()
  return (
    <div className="page wide planning-page">
      <h1>{t('planning.title')}</h1>
      <ForThose who={readSitePlans} otherwise="planning.forbidden">
        <Planning />
      </ForThose>
    </div>
  )
}

function Planning() {
  const t = useText()
  const { change } = useCity()
  const navigate = useNavigate()
  const list = useResource(readSitePlans, {})
  const { data } = list
  const [turn, setTurn] = useState(0)
  return (
    <>
      <p className="muted">{t('planning.lead')}</p>
      <Reading of={list} />
      {data ? (
        <>
          <section className="part" aria-labelledby="plans">
            <h2 id="plans">{t('planning.plans')}</h2>
            {data.plans.length === 0 ? (
              <p className="empty">{t('planning.none')}</p>
            ) : (
              <PlansTable plans={data.plans} />
            )}
            <details className="planning-new" key={turn}>
              <summary>{t('planning.new')}</summary>
              <ParametersForm
                first={{ name: '', notes: '', parameters: data.usual }}
                boroughs={data.boroughs}
                tags={data.tags}
                submit={t('planning.make')}
                onSend={async (body) => {
                  const { id } = await change(addSitePlan, { body })
                  setTurn((before) => before + 1)
                  await navigate(`/planning/${id}`)
                }}
              />
            </details>
          </section>
          <CandidatesPart count={data.candidates} boroughs={data.boroughs} onChange={list.reload} />
          <CostsPart tags={data.tags} />
          <ProposalsPart />
        </>
      ) : null}
    </>
  )
}

function PlansTable({ plans }: { plans: SitePlan[] }) {
  const t = useText()
  const { format } = useCity()
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">{t('planning.name')}</th>
          <th scope="col">{t('planning.stage')}</th>
          <th scope="col">{t('planning.objective')}</th>
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
            <th scope="row">
              <Link to={`/planning/${plan.id}`}>{plan.name}</Link>
            </th>
            <td data-label={t('planning.stage')}>{t(`planning.status.${plan.status}`)}</td>
            <td data-label={t('planning.objective')}>{t(`planning.objective.${plan.parameters.objective}`)}</td>
            <td className="number" data-label={t('planning.sites')}>
              {plan.result ? format.count(plan.result.sites) : NONE}
            </td>
            <td className="number" data-label={t('planning.newResidents')}>
              {plan.result ? format.count(plan.result.residents.after - plan.result.residents.before) : NONE}
            </td>
            <td data-label={t('planning.gap')}>{plan.result ? gapText(plan.result, format, t) : NONE}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

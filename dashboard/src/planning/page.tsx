import { useState } from 'react'
import { useNavigate } from 'react-router'
import { addSitePlan, readSitePlans } from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { useResource } from '../data/resource.ts'
import { useText } from '../languages/index.ts'
import { ForThose } from '../parts/for-those.tsx'
import { Reading } from '../parts/reading.tsx'
import { CandidatesPart } from './candidates.tsx'
import { CostsPart } from './costs.tsx'
import { ParametersForm } from './parameters-form.tsx'
import { PlansTable } from './plans-table.tsx'
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
                hasStreets={data.streets !== null}
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

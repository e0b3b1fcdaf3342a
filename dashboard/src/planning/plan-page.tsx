import { useState } from 'react'
import { Link, useParams } from 'react-router'
import {
  changeSitePlan,
  readSitePlan,
  readSitePlans,
  studySitePlan,
  type WholeSitePlan,
} from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { isText } from '../data/reason.ts'
import { useResource } from '../data/resource.ts'
import { type Text, useText } from '../languages/index.ts'
import { ForThose } from '../parts/for-those.tsx'
import type { Formatter } from '../parts/format.ts'
import { Reading } from '../parts/reading.tsx'
import { Assumptions } from './assumptions.tsx'
import { Desk } from './desk.tsx'
import { exactGap } from './exact.ts'
import { Figures, Groups } from './figures.tsx'
import { goneLocks } from './missed.ts'
import { ParametersForm } from './parameters-form.tsx'
import { PlanActions } from './plan-actions.tsx'
import { ReachLine, useReachWords } from './reach.tsx'
import { StudyPart } from './study.tsx'

/** How often the progress of a plan that is being solved is read. */
const RENEW_MS = 1000

/** One plan: a draft with its form, its progress while it is solved, then what came of it. It prints as a report. */
export function PlanPage() {
  return (
    <div className="page wide planning-page">
      <ForThose who={readSitePlans} otherwise="planning.forbidden">
        <Plan />
      </ForThose>
    </div>
  )
}

function Plan() {
  const t = useText()
  const id = Number(useParams().id)
  const [isSolving, setSolving] = useState(false)
  const read = useResource(readSitePlan, { params: { id } }, isSolving ? RENEW_MS : undefined)
  const { data } = read
  const now = data?.plan.status === 'solving'
  if (data && now !== isSolving) setSolving(now)
  return (
    <>
      <p className="no-print">
        <Link to="/planning">{t('planning.back')}</Link>
      </p>
      {data ? null : <Reading of={read} />}
      {data ? <PlanParts key={`${id} ${data.plan.status}`} of={data} onChange={read.reload} /> : null}
    </>
  )
}

function PlanParts({ of: whole, onChange }: { of: WholeSitePlan; onChange: () => void }) {
  const t = useText()
  const { format } = useCity()
  const reach = useReachWords()
  const { plan } = whole
  const gone = goneLocks(whole)
  const why = (key: string, otherwise: string) => (isText(key) ? t(key) : otherwise)
  const list = useResource(readSitePlans, {})
  const [beside, setBeside] = useState<number>()
  const study = useResource(plan.result ? studySitePlan : undefined, { params: { id: plan.id } })
  const others = list.data?.plans.filter(({ id, result }) => id !== plan.id && result) ?? []
  return (
    <>
      <h1>{plan.name}</h1>
      <p className="muted">
        {t(`planning.status.${plan.status}`)} · {t(`planning.objective.${plan.parameters.objective}`)}
        {plan.endedAt === null ? '' : ` · ${format.moment(plan.endedAt)}`}
      </p>
      {plan.notes ? <p>{plan.notes}</p> : null}
      {plan.parameters.lockedIn.length + plan.parameters.lockedOut.length > 0 ? (
        <p>
          {t('planning.locks', {
            in: format.count(plan.parameters.lockedIn.length),
            out: format.count(plan.parameters.lockedOut.length),
          })}{' '}
          {gone > 0 ? t('planning.locksGone', { count: gone, shown: format.count(gone) }) : null}
        </p>
      ) : null}
      {plan.result?.sites === 0 ? <p>{t('planning.noSites')}</p> : null}
      {plan.failure === null ? null : <p role="alert">{why(`problem.wrong-plan.${plan.fault}`, plan.failure)}</p>}
      <PlanActions of={whole} onChange={onChange} />
      {plan.status === 'draft' ? (
        <DraftForm
          of={whole}
          boroughs={list.data?.boroughs ?? []}
          tags={list.data?.tags ?? []}
          streets={list.data?.streets ?? null}
        />
      ) : null}
      {plan.status === 'solving' ? <Solving of={whole} /> : null}
      {plan.result ? (
        <>
          <section aria-labelledby="result">
            <h2 id="result">{t('planning.result')}</h2>
            {others.length > 0 ? (
              <p className="no-print">
                <label>
                  {t('planning.compare')}{' '}
                  <select
                    value={beside ?? ''}
                    onChange={({ target }) => setBeside(target.value === '' ? undefined : Number(target.value))}
                  >
                    <option value="">{t('planning.compareNone')}</option>
                    {others.map(({ id, name }) => (
                      <option key={id} value={id}>
                        {name}
                      </option>
                    ))}
                  </select>
                </label>
              </p>
            ) : null}
            <ReachLine of={plan} />
            <Figures of={plan} beside={others.find(({ id }) => id === beside)} />
          </section>
          <Desk of={whole} kept={study.data?.kept} />
          <Groups of={plan} />
          <StudyPart of={plan} study={study} />
          <Assumptions of={whole} />
          <section aria-labelledby="method" className="planning-method">
            <h2 id="method">{t('planning.method')}</h2>
            <p>{t('planning.methodText', { reach: reach(plan), id: plan.id })}</p>
            <p>{t('planning.limitsText', { version: plan.dataVersion?.slice(0, 12) ?? '' })}</p>
          </section>
        </>
      ) : null}
    </>
  )
}

interface DraftFormProps {
  of: WholeSitePlan
  boroughs: string[]
  tags: string[]
  streets: string | null
}

function DraftForm({ of: { plan }, boroughs, tags, streets }: DraftFormProps) {
  const t = useText()
  const { change, announce } = useCity()
  return (
    <section className="part" aria-label={t('planning.status.draft')}>
      <ParametersForm
        key={`${boroughs.length} ${streets}`}
        hasStreets={streets !== null}
        first={plan}
        boroughs={boroughs}
        tags={tags}
        submit={t('planning.save')}
        onSend={async (body) => {
          await change(changeSitePlan, { params: { id: plan.id }, body })
          announce(t('planning.saved'))
        }}
      />
    </section>
  )
}

function Solving({ of: { plan } }: { of: WholeSitePlan }) {
  const t = useText()
  const { format } = useCity()
  const { progress, parameters } = plan
  const part = progress?.part ?? null
  return (
    <section className="part" aria-labelledby="progress">
      <h2 id="progress">{t('planning.progress')}</h2>
      {part === null ? (
        <progress max={parameters.seconds} value={progress?.seconds ?? 0} aria-labelledby="progress" />
      ) : (
        <progress max={1} value={part} aria-labelledby="progress" />
      )}
      <p role="status">{progressText(plan, format, t)}</p>
    </section>
  )
}

function progressText({ progress }: WholeSitePlan['plan'], format: Formatter, t: Text): string {
  if (progress?.step === 'reading') return t('planning.reading', { part: format.share(progress.part) })
  if (progress?.step === 'measuring') return t('planning.measuring', { part: format.share(progress.part) })
  const gap = progress?.gap ?? null
  return progress && gap !== null
    ? t('planning.solving', { seconds: format.count(progress.seconds), gap: exactGap(gap, format) })
    : t('planning.beginning')
}

import { useState } from 'react'
import { addSiteProposal, askWhySite, type SiteDesk, type WholeSitePlan } from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { useResource } from '../data/resource.ts'
import { useSteps } from '../data/steps.ts'
import { useText } from '../languages/index.ts'
import { FormFailure } from '../parts/form-failure.tsx'
import { Reading } from '../parts/reading.tsx'
import { perResident } from './exact.ts'
import { locked, placeText, type Trial } from './trial.ts'
import { whyText } from './why.ts'

/** How often it is asked at most why not here, while a site is dragged. */
const WHY_MS = 1000

interface Props {
  whole: WholeSitePlan
  chosen: number
  name: string
  trial: Trial
  setTrial: (trial: Trial) => void
  figures: SiteDesk['sites'][number] | undefined
  remove: () => void
}

/** One site: what it does where it stands, why it was picked or not, and what can be tried with it. */
export function Chosen({ whole, chosen, name, trial, setTrial, figures, remove }: Props) {
  const t = useText()
  const { change, announce, format } = useCity()
  const [error, setError] = useState<unknown>()
  const isPick = whole.picks.some(({ candidate }) => candidate === chosen)
  const isLocked = trial.locks[chosen]
  const work = async () => {
    await change(addSiteProposal, { body: { plan: whole.plan.id, candidate: chosen, plannedFor: null } })
    announce(t('planning.toWorkDone', { name }))
  }
  const lockButton = (how: 'in' | 'out') => (
    <button type="button" aria-pressed={isLocked === how} onClick={() => setTrial(locked(whole, trial, chosen, how))}>
      {t(how === 'in' ? 'planning.lockIn' : 'planning.lockOut')}
    </button>
  )
  return (
    <div className="planning-chosen">
      <h3>{t('planning.chosen', { name })}</h3>
      {figures ? (
        <dl className="planning-live">
          <dt>{t('planning.uniqueHere')}</dt>
          <dd>{format.count(figures.unique)}</dd>
          <dt>{t('planning.reachHere')}</dt>
          <dd>{format.count(figures.reach)}</dd>
          <dt>{t('planning.perResident')}</dt>
          <dd>{figures.unique > 0 ? perResident(figures.cost, figures.unique, format) : t('planning.nobodyNew')}</dd>
        </dl>
      ) : null}
      <Why key={chosen} whole={whole} chosen={chosen} place={trial.moved[chosen]} />
      <p className="buttons planning-row">
        <button type="button" onClick={remove}>
          {t(
            trial.without.includes(chosen)
              ? 'planning.putBack'
              : isPick || trial.added.includes(chosen)
                ? 'planning.leaveOut'
                : 'planning.addHere',
          )}
        </button>
        {chosen < 0 ? null : lockButton('in')}
        {chosen < 0 ? null : lockButton('out')}
        {isPick ? (
          <button type="button" onClick={() => void work().catch(setError)}>
            {t('planning.toWork')}
          </button>
        ) : null}
      </p>
      <FormFailure error={error} />
    </div>
  )
}

interface WhyProps {
  whole: WholeSitePlan
  chosen: number
  /** Where it stands, if not where it was solved. */
  place: Trial['moved'][number] | undefined
}

function Why({ whole, chosen, place }: WhyProps) {
  const t = useText()
  const { format } = useCity()
  const resting = useSteps(place && placeText(whole, chosen, place), true, WHY_MS)
  const query =
    place && resting !== undefined
      ? { at: resting, ...(chosen >= 0 && { moved: chosen }) }
      : { candidate: Math.max(0, chosen) }
  const isKnown = chosen >= 0 || resting !== undefined
  const why = useResource(isKnown ? askWhySite : undefined, { params: { id: whole.plan.id }, query })
  return (
    <>
      <Reading of={why} />
      {why.data ? <p aria-live="polite">{whyText(why.data, whole.candidates, t, format)}</p> : null}
    </>
  )
}

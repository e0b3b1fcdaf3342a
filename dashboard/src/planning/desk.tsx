import { useCallback, useMemo, useRef, useState } from 'react'
import { useNavigate } from 'react-router'
import {
  addSiteCandidate,
  forkSitePlan,
  tryAtSiteDesk,
  type WholeSitePlan,
} from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { type Resource, useResource } from '../data/resource.ts'
import { useSteps } from '../data/steps.ts'
import { useText } from '../languages/index.ts'
import { FormFailure } from '../parts/form-failure.tsx'
import { Reading } from '../parts/reading.tsx'
import { CandidateSearch } from './candidate-search.tsx'
import { Chosen } from './chosen.tsx'
import { exactGap } from './exact.ts'
import { gapText } from './figures.tsx'
import { PicksTable } from './picks-table.tsx'
import { PlanMap } from './plan-map.tsx'
import { ReachLine, radiiOf } from './reach.tsx'
import {
  addPlace,
  asSolved,
  locksOf,
  moveTo,
  orderOf,
  placesToStore,
  queryOf,
  standingOf,
  type Trial,
  toggled,
} from './trial.ts'

/** How often figures are asked for at most while a site is dragged; the API allows 600 requests a minute. */
const STEP_MS = 150

/** The map is the desk: a site is dragged, added or left out, and what the plan is worth follows at once. */
export function Desk({ of: whole, kept }: { of: WholeSitePlan; kept: readonly (number | null)[] | undefined }) {
  const t = useText()
  const [trial, setTrial] = useState(asSolved)
  const [chosen, setChosen] = useState<number>()
  const { plan, picks, candidates, newCells } = whole
  const named = useCallback((number: number) => t('planning.newPlace', { number }), [t])
  const standing = useMemo(() => standingOf(whole, trial, named), [whole, trial, named])
  const { asked, step } = useFigures(whole, trial)
  // A walk is no circle: the cells that are covered first show it.
  const reach = plan.parameters.method === 'line' ? radiiOf(plan.parameters).at(-1) : undefined
  const isTried = trial !== asSolved
  return (
    <section aria-labelledby="desk">
      <h2 id="desk">{t('planning.map')}</h2>
      <p className="muted no-print">{t('planning.mapHelp')}</p>
      <div className="planning-columns">
        <PlanMap
          {...{ candidates, picks: standing, reach, newCells }}
          onCandidate={setChosen}
          onPick={setChosen}
          onDrag={(key, place) => {
            setChosen(key)
            setTrial((before) => moveTo(before, key, place))
          }}
          onPress={(place) => {
            const added = addPlace(trial, place)
            setTrial(added.trial)
            setChosen(added.key)
          }}
        />
        <div className="part planning-side">
          <h3>{t('planning.desk')}</h3>
          <p>
            {isTried
              ? t('planning.deskTried', {
                  removed: trial.without.length,
                  added: trial.added.length,
                  moved: Object.keys(trial.moved).filter((key) => Number(key) >= 0).length,
                })
              : t('planning.deskAs')}
          </p>
          <DeskFigures of={asked} plan={plan} isTried={isTried} />
          <ReachLine of={plan} />
          {isTried ? <TrialButtons whole={whole} trial={trial} onBack={() => setTrial(asSolved)} /> : null}
          <CandidateSearch candidates={candidates} choose={setChosen} />
          {chosen === undefined ? null : (
            <Chosen
              {...{ whole, chosen, trial, setTrial }}
              name={candidates[chosen]?.name ?? named(-chosen)}
              figures={asked.data?.sites[orderOf(whole, step).indexOf(chosen)]}
              remove={() => {
                if (chosen < 0) setChosen(undefined)
                setTrial(toggled(whole, trial, chosen))
              }}
            />
          )}
        </div>
      </div>
      <ul className="planning-legend">
        <li>
          <span className="planning-pick">1</span> {t('planning.legendPick')}
        </li>
        <li>
          <span className="planning-dot" /> {t('planning.legendCandidate')}
        </li>
        <li>
          <span className="planning-cell" /> {t('planning.legendNew')}
        </li>
      </ul>
      {picks.length === 0 ? null : <PicksTable of={whole} kept={kept} choose={setChosen} />}
    </section>
  )
}

/** What the trial is worth. What was known stays until the next answer is there, and nothing waits for the hand. */
function useFigures(whole: WholeSitePlan, trial: Trial) {
  const [isAnswered, setAnswered] = useState(true)
  const step = useSteps(trial, isAnswered, STEP_MS)
  const query = useMemo(() => queryOf(whole, step), [whole, step])
  const asked = useResource(tryAtSiteDesk, { params: { id: whole.plan.id }, query })
  const isNow = asked.data !== undefined || asked.error !== undefined
  if (isNow !== isAnswered) setAnswered(isNow)
  const last = useRef({ data: asked.data, step })
  if (asked.data) last.current = { data: asked.data, step }
  return { asked: { ...asked, data: last.current.data }, step: last.current.step }
}

interface DeskFiguresProps {
  of: Resource<NonNullable<ReturnType<typeof useFigures>['asked']['data']>>
  plan: WholeSitePlan['plan']
  isTried: boolean
}

function DeskFigures({ of, plan: { parameters, result }, isTried }: DeskFiguresProps) {
  const t = useText()
  const { format } = useCity()
  if (!of.data || of.error) return <Reading of={of} />
  const { residents, used, cost, gap } = of.data
  const { most } = parameters.limit
  // The certificate, which is all that there is of what is tried, may prove less than what was solved.
  const gapWords = () => {
    if (!isTried && result) return gapText(result, format, t)
    return gap === null ? t('planning.gapNone') : t('planning.gapAtMost', { gap: exactGap(gap, format) })
  }
  const more = result ? Math.round(residents - result.residents.after) : 0
  return (
    <dl className="planning-live">
      <dt>{t('planning.deskResidents')}</dt>
      <dd>{format.count(residents)}</dd>
      <dt>{t('planning.deskMore')}</dt>
      <dd className={more < 0 ? 'alarming' : ''}>{`${more > 0 ? '+' : ''}${format.count(more)}`}</dd>
      <dt>{t('planning.deskUsed')}</dt>
      <dd className={used > most ? 'alarming' : ''}>
        {format.count(used)} / {format.count(most)}
      </dd>
      <dt>{t('planning.cost')}</dt>
      <dd>{format.count(cost)}</dd>
      <dt>{t('planning.gap')}</dt>
      <dd>{gapWords()}</dd>
    </dl>
  )
}

interface TrialButtonsProps {
  whole: WholeSitePlan
  trial: Trial
  onBack: () => void
}

/** Back to the solved plan, or on to a copy that has what was tried. */
function TrialButtons({ whole, trial, onBack }: TrialButtonsProps) {
  const t = useText()
  const { change } = useCity()
  const navigate = useNavigate()
  const [error, setError] = useState<unknown>()
  const { plan, candidates } = whole
  const copy = async () => {
    const stored: number[] = []
    for (const { key, place, cost } of placesToStore(whole, trial)) {
      const name = t('planning.triedPlace', { name: candidates[key]?.name ?? plan.name, number: stored.length + 1 })
      const { id } = await change(addSiteCandidate, { body: { name: name.slice(0, 300), ...place, cost } })
      stored.push(id)
    }
    const name = t('planning.forkName', { name: plan.name }).slice(0, 120)
    const { id } = await change(forkSitePlan, {
      params: { id: plan.id },
      body: { name, ...locksOf(whole, trial, stored) },
    })
    await navigate(`/planning/${id}`)
  }
  return (
    <>
      <p className="buttons planning-row">
        <button type="button" onClick={onBack}>
          {t('planning.deskBack')}
        </button>
        <button type="button" onClick={() => void copy().catch(setError)}>
          {t('planning.deskCopy')}
        </button>
      </p>
      <FormFailure error={error} />
    </>
  )
}

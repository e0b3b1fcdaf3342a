import { useMemo, useRef, useState } from 'react'
import {
  type Answer,
  addSiteProposal,
  askWhySite,
  tryAtSiteDesk,
  type WholeSitePlan,
} from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { useResource } from '../data/resource.ts'
import { useText } from '../languages/index.ts'
import { Reading } from '../parts/reading.tsx'
import { exactGap, perResident } from './figures.tsx'
import { PicksTable } from './picks-table.tsx'
import { type MapPick, PlanMap } from './plan-map.tsx'
import { whyText } from './why.ts'

/** What a planner tries: picks by their candidate's number left out or moved, candidates added. */
interface Trial {
  without: number[]
  added: number[]
  moved: Record<number, { latitude: number; longitude: number }>
}

const asSolved: Trial = { without: [], added: [], moved: {} }

/** The map is the desk: a site is dragged, added or left out, and what the plan is worth follows. */
export function Desk({ of: whole }: { of: WholeSitePlan }) {
  const t = useText()
  const [trial, setTrial] = useState(asSolved)
  const [chosen, setChosen] = useState<number>()
  const { plan, picks, candidates, newCells } = whole
  const standing = useMemo(() => standingOf(whole, trial), [whole, trial])
  const asked = useResource(tryAtSiteDesk, { params: { id: plan.id }, query: queryOf(whole, trial) })
  const reach =
    plan.parameters.objective === 'rings'
      ? Math.max(...plan.parameters.rings.map(({ metres }) => metres))
      : plan.parameters.reach
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
            setTrial((before) => ({ ...before, moved: { ...before.moved, [key]: place } }))
          }}
        />
        <div className="part planning-side" aria-live="polite">
          <h3>{t('planning.desk')}</h3>
          <p>
            {isTried
              ? t('planning.deskTried', {
                  removed: trial.without.length,
                  added: trial.added.length,
                  moved: Object.keys(trial.moved).length,
                })
              : t('planning.deskAs')}
          </p>
          <DeskFigures of={asked} unit={plan.parameters.limit} />
          {isTried ? (
            <p>
              <button type="button" onClick={() => setTrial(asSolved)}>
                {t('planning.deskBack')}
              </button>
            </p>
          ) : null}
          {chosen === undefined ? null : (
            <Chosen
              {...{ whole, chosen, trial, setTrial }}
              figures={asked.data?.sites[orderOf(whole, trial).indexOf(chosen)]}
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
      {picks.length === 0 ? null : <PicksTable of={whole} choose={setChosen} />}
    </section>
  )
}

/** Candidates in the order in which the API answers: those that stay, those added, those that stand elsewhere. */
function orderOf({ picks }: WholeSitePlan, { without, added, moved }: Trial): number[] {
  const elsewhere = Object.keys(moved).map(Number)
  const left = new Set([...without, ...elsewhere])
  const stay = [...picks.map(({ candidate }) => candidate), ...added].filter((one) => !left.has(one))
  return [...stay, ...elsewhere.filter((one) => !without.includes(one))]
}

function queryOf({ candidates }: WholeSitePlan, { without, added, moved }: Trial) {
  const places = Object.entries(moved).filter(([key]) => !without.includes(Number(key)))
  const left = [...without, ...Object.keys(moved)]
  const more = added.filter((one) => !(one in moved) && !without.includes(one))
  const at = places.map(([key, { latitude, longitude }]) => `${latitude},${longitude},${candidates[Number(key)]!.cost}`)
  return {
    ...(left.length > 0 && { without: left.join(',') }),
    ...(more.length > 0 && { with: more.join(',') }),
    ...(at.length > 0 && { at: at.join(';') }),
  }
}

function standingOf(whole: WholeSitePlan, trial: Trial): MapPick[] {
  const orders = new Map(whole.picks.map(({ candidate }, at) => [candidate, at + 1]))
  return orderOf(whole, trial).map((key) => {
    const { name, latitude, longitude } = whole.candidates[key]!
    return { key, name, latitude, longitude, ...trial.moved[key], order: orders.get(key) ?? 0 }
  })
}

interface DeskFiguresProps {
  of: ReturnType<typeof useResource<typeof tryAtSiteDesk>>
  unit: WholeSitePlan['plan']['parameters']['limit']
}

function DeskFigures({ of, unit }: DeskFiguresProps) {
  const t = useText()
  const { format } = useCity()
  // What was known stays until the next answer is there.
  const last = useRef(of.data)
  last.current = of.data ?? last.current
  if (!last.current || of.error) return <Reading of={of} />
  const { residents, used, cost, gap } = last.current
  return (
    <dl className="planning-live">
      <dt>{t('planning.deskResidents')}</dt>
      <dd>{format.count(residents)}</dd>
      <dt>{t('planning.deskUsed')}</dt>
      <dd className={used > unit.most ? 'alarming' : ''}>
        {format.count(used)} / {format.count(unit.most)}
      </dd>
      <dt>{t('planning.cost')}</dt>
      <dd>{format.count(cost)}</dd>
      <dt>{t('planning.gap')}</dt>
      <dd>{gap === null ? t('planning.gapNone') : t('planning.gapAtMost', { gap: exactGap(gap, format) })}</dd>
    </dl>
  )
}

interface ChosenProps {
  whole: WholeSitePlan
  chosen: number
  trial: Trial
  setTrial: (trial: Trial) => void
  figures: Answer<typeof tryAtSiteDesk>['sites'][number] | undefined
}

/** One site: what it does where it stands, why it was picked or not, and what can be tried with it. */
function Chosen({ whole, chosen, trial, setTrial, figures }: ChosenProps) {
  const t = useText()
  const { change, announce, format } = useCity()
  const { plan, candidates } = whole
  const { name } = candidates[chosen]!
  const why = useResource(askWhySite, { params: { id: plan.id }, query: { candidate: chosen } })
  const isOut = trial.without.includes(chosen)
  const isPick = whole.picks.some(({ candidate }) => candidate === chosen)
  const toggle = () => {
    if (isOut) setTrial({ ...trial, without: trial.without.filter((one) => one !== chosen) })
    else if (isPick) setTrial({ ...trial, without: [...trial.without, chosen] })
    else if (trial.added.includes(chosen)) {
      const { [chosen]: _, ...moved } = trial.moved
      setTrial({ ...trial, added: trial.added.filter((one) => one !== chosen), moved })
    } else setTrial({ ...trial, added: [...trial.added, chosen] })
  }
  const isThere = figures !== undefined
  const work = async () => {
    await change(addSiteProposal, { body: { plan: plan.id, candidate: chosen, plannedFor: null } })
    announce(t('planning.toWorkDone', { name }))
  }
  return (
    <div className="planning-chosen">
      <h3>{t('planning.chosen', { name })}</h3>
      {figures ? (
        <p>
          {t('planning.uniqueHere', { unique: format.count(figures.unique), reach: format.count(figures.reach) })}{' '}
          {figures.unique > 0
            ? t('planning.perResidentHere', { cost: perResident(figures.cost, figures.unique, format) })
            : null}
        </p>
      ) : null}
      <Reading of={why} />
      {why.data ? <p>{whyText(why.data, candidates, t, format)}</p> : null}
      <p className="buttons">
        <button type="button" onClick={toggle}>
          {t(isOut ? 'planning.putBack' : isThere ? 'planning.leaveOut' : 'planning.addHere')}
        </button>
        {isPick ? (
          <button type="button" onClick={() => void work()}>
            {t('planning.toWork')}
          </button>
        ) : null}
      </p>
    </div>
  )
}

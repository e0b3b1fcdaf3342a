import { type KeyboardEvent, useDeferredValue, useEffect, useRef, useState, useSyncExternalStore } from 'react'
import { type HealthState, listHotspots } from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { useList } from '../data/resource.ts'
import { useText } from '../languages/index.ts'
import { statesWorstFirst } from '../map/tally.ts'
import { Failure, Loading } from '../notices.tsx'
import { More } from '../parts/more.tsx'
import { State } from './state.tsx'

/** Every hotspot within reach of the keyboard: search, arrow keys, Enter. */
export function HotspotList({ chosen, onHotspot }: { chosen: number | undefined; onHotspot: (id: number) => void }) {
  const t = useText()
  const { points, format } = useCity()
  useSyncExternalStore(points.subscribe, () => points.version)
  const [typed, setTyped] = useState('')
  const [state, setState] = useState<HealthState>()
  const search = useSettled(typed.trim(), 250)
  const found = useList(listHotspots, { query: { search: search || undefined, state } })
  const list = useDeferredValue(useKept(found.data))

  return (
    <section className="hotspot-list" aria-label={t('list.title')} onKeyDown={moveFocus}>
      <search className="search">
        <input
          type="search"
          value={typed}
          placeholder={t('list.search')}
          aria-label={t('list.search')}
          onChange={(event) => setTyped(event.target.value)}
        />
        <select
          aria-label={t('list.state')}
          value={state ?? ''}
          onChange={(event) => setState(statesWorstFirst.find((option) => option === event.target.value))}
        >
          <option value="">{t('list.allStates')}</option>
          {statesWorstFirst.map((option) => (
            <option key={option} value={option}>
              {t(`states.${option}`)}
            </option>
          ))}
        </select>
      </search>
      {found.error ? <Failure error={found.error} retry={found.reload} /> : null}
      {list ? (
        <p className="muted found" role="status">
          {list.total === 0
            ? t('list.none')
            : t('list.found', { count: list.total }).replace(String(list.total), format.count(list.total))}
        </p>
      ) : found.error ? null : (
        <Loading />
      )}
      <ul>
        {list?.items.map((item) => (
          <li key={item.id}>
            <button
              type="button"
              data-hotspot-row={item.id}
              aria-current={item.id === chosen}
              onClick={() => onHotspot(item.id)}
            >
              <span className="what">
                <strong>{item.name}</strong>
                <span className="muted">
                  {[item.settlement, item.borough].filter(Boolean).join(', ') || item.programme}
                </span>
              </span>
              <State state={points.index?.hotspot(item.id)?.state ?? item.state} />
            </button>
          </li>
        ))}
      </ul>
      <More of={{ ...found, data: list }} />
    </section>
  )
}

/** `value`, or the last one there was: a list stays, with the focus in it, while the next is read. */
function useKept<T>(value: T | undefined): T | undefined {
  const kept = useRef(value)
  if (value !== undefined) kept.current = value
  return value ?? kept.current
}

/** `value` once it has been the same for `ms` milliseconds. */
function useSettled(value: string, ms: number): string {
  const [settled, setSettled] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), ms)
    return () => clearTimeout(timer)
  }, [value, ms])
  return settled
}

/** The search and the rows below it are one column for the arrow keys. */
function moveFocus(event: KeyboardEvent<HTMLElement>) {
  const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 }
  const step = steps[event.key]
  if (!step) return
  const stops = [...event.currentTarget.querySelectorAll<HTMLElement>('input, [data-hotspot-row]')]
  const here = stops.indexOf(document.activeElement as HTMLElement)
  const next = here === -1 ? undefined : stops[here + step]
  if (!next) return
  event.preventDefault()
  next.focus()
}

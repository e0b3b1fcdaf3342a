import { type KeyboardEvent, memo, useDeferredValue, useRef, useSyncExternalStore } from 'react'
import { type HealthState, type HotspotListItem, listHotspots } from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { useList } from '../data/resource.ts'
import { useText } from '../languages/index.ts'
import { useMapAddress } from '../map/address.ts'
import { Failure, Loading } from '../notices.tsx'
import { More } from '../parts/more.tsx'
import { MapFilterFields } from './filter-fields.tsx'
import { State } from './state.tsx'

/** Every hotspot that the filter lets through, within reach of the keyboard: search, arrow keys, Enter. */
export function HotspotList({ chosen, onHotspot }: { chosen: number | undefined; onHotspot: (id: number) => void }) {
  const t = useText()
  const { points } = useCity()
  useSyncExternalStore(points.subscribe, () => points.version)
  const { filter, put, clear } = useMapAddress()
  const found = useList(listHotspots, { query: filter })
  const list = useDeferredValue(useKept(found.data))
  return (
    <section className="hotspot-list" aria-label={t('list.title')} onKeyDown={moveFocus}>
      <MapFilterFields {...{ filter, put, clear }} />
      {found.error ? <Failure error={found.error} retry={found.reload} /> : null}
      {list ? <Total of={list.total} /> : found.error ? null : <Loading />}
      <ul>
        {list?.items.map((item) => (
          <Row
            key={item.id}
            hotspot={item}
            state={points.index?.hotspot(item.id)?.state ?? item.state}
            isChosen={item.id === chosen}
            onHotspot={onHotspot}
          />
        ))}
      </ul>
      <More of={{ ...found, data: list }} />
    </section>
  )
}

function Total({ of }: { of: number }) {
  const t = useText()
  const { format } = useCity()
  return (
    <p className="muted found" role="status">
      {of === 0 ? t('list.none') : t('list.found', { count: of }).replace(String(of), format.count(of))}
    </p>
  )
}

interface RowProps {
  hotspot: HotspotListItem
  /** As the map shows it. */
  state: HealthState
  isChosen: boolean
  onHotspot: (id: number) => void
}

/** Drawn again only where its own hotspot changes, of which hundreds may in a second. */
const Row = memo(({ hotspot, state, isChosen, onHotspot }: RowProps) => {
  return (
    <li>
      <button type="button" data-hotspot-row={hotspot.id} aria-current={isChosen} onClick={() => onHotspot(hotspot.id)}>
        <span className="what">
          <strong>{hotspot.name}</strong>
          <span className="muted">
            {[hotspot.settlement, hotspot.borough].filter(Boolean).join(', ') || hotspot.programme}
          </span>
        </span>
        <State state={state} />
      </button>
    </li>
  )
})

/** `value`, or the last one there was: a list stays, with the focus in it, while the next is read. */
function useKept<T>(value: T | undefined): T | undefined {
  const kept = useRef(value)
  if (value !== undefined) kept.current = value
  return value ?? kept.current
}

/** The search and the rows below it are one column for the arrow keys. */
function moveFocus(event: KeyboardEvent<HTMLElement>) {
  const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 }
  const step = steps[event.key]
  if (!step) return
  const stops = [...event.currentTarget.querySelectorAll<HTMLElement>('input[type=search], [data-hotspot-row]')]
  const here = stops.indexOf(document.activeElement as HTMLElement)
  const next = here === -1 ? undefined : stops[here + step]
  if (!next) return
  event.preventDefault()
  next.focus()
}

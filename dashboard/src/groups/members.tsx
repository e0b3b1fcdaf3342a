import { type FormEvent, useId, useState } from 'react'
import {
  assignHotspots,
  type Given,
  type HotspotGroup,
  type HotspotListItem,
  listHotspots,
  unassignHotspots,
} from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { useList } from '../data/resource.ts'
import { Ask } from '../hotspots/ask.tsx'
import { useText } from '../languages/index.ts'
import { More } from '../parts/more.tsx'
import { Reading } from '../parts/reading.tsx'
import { useGroupReason } from './reason.ts'

type Which = Given<typeof assignHotspots, 'body'>

/** The hotspots of a group, and a search for those to add. */
export function Members({ group, onChange }: { group: HotspotGroup; onChange: () => void }) {
  const t = useText()
  const members = useList(listHotspots, { query: { group: group.id } })
  const [search, setSearch] = useState('')
  const { add, takeOut, error } = useMembership(group, () => {
    members.reload()
    onChange()
  })
  const reason = useGroupReason(error)
  const isMember = new Set(members.data?.items.map(({ id }) => id))
  return (
    <section className="members" aria-label={t('groups.membersOf', { name: group.name })}>
      <Search onSearch={setSearch} />
      <Found search={search} group={group} isMember={(id) => isMember.has(id)} add={add} />
      {error ? <p role="alert">{reason}</p> : null}
      <h4>{t('groups.membersOf', { name: group.name })}</h4>
      <Reading of={members} />
      {members.data?.total === 0 ? <p className="empty">{t('groups.membersNone')}</p> : null}
      <ul>
        {members.data?.items.map((item) => (
          <li key={item.id} data-member={item.id}>
            <Place of={item} />
            <button type="button" aria-label={t('groups.takeOutOf', { name: item.name })} onClick={() => takeOut(item)}>
              {t('groups.takeOut')}
            </button>
          </li>
        ))}
      </ul>
      <More of={members} />
    </section>
  )
}

/** Brings hotspots into a group and out of it, and says so; the error of the last change that failed. */
function useMembership(group: HotspotGroup, onDone: () => void) {
  const t = useText()
  const { change, announce } = useCity()
  const [error, setError] = useState<unknown>()
  const follow = <T,>(work: Promise<T>, said: (result: T) => string) => {
    setError(undefined)
    work.then((result) => {
      announce(said(result))
      onDone()
    }, setError)
  }
  const add = (which: Which) =>
    follow(change(assignHotspots, { params: { id: group.id }, body: which }), ({ moved }) =>
      t('groups.added', { count: moved, name: group.name }),
    )
  const takeOut = ({ id, name }: HotspotListItem) =>
    follow(change(unassignHotspots, { body: { hotspots: [id] } }), () => t('groups.tookOut', { name }))
  return { add, takeOut, error }
}

interface FoundProps {
  /** Empty: nothing is searched for. */
  search: string
  group: HotspotGroup
  isMember: (hotspotId: number) => boolean
  add: (which: Which) => void
}

/** What a search finds, to be added one by one or all at once. */
function Found({ search, group, isMember, add }: FoundProps) {
  const t = useText()
  const found = useList(search === '' ? undefined : listHotspots, { query: { search } })
  if (!found.data) return search === '' ? null : <Reading of={found} />
  const { total, items } = found.data
  return (
    <>
      <Reading of={found} />
      <p role="status">{t('groups.found', { count: total, shown: items.length })}</p>
      {total === 0 ? null : <AddAll key={search} count={total} name={group.name} onYes={() => add({ search })} />}
      <ul>
        {items.map((item) => (
          <li key={item.id}>
            <Place of={item} />
            {isMember(item.id) ? null : (
              <button
                type="button"
                aria-label={t('groups.addOf', { name: item.name })}
                onClick={() => add({ hotspots: [item.id] })}
              >
                {t('groups.add')}
              </button>
            )}
          </li>
        ))}
      </ul>
      <More of={found} />
    </>
  )
}

/** Adds all that were found, after a question. */
function AddAll({ count, name, onYes }: { count: number; name: string; onYes: () => void }) {
  const t = useText()
  const [isAsked, setAsked] = useState(false)
  if (!isAsked) {
    return (
      <button type="button" onClick={() => setAsked(true)}>
        {t('groups.addAll', { count })}
      </button>
    )
  }
  const stop = () => setAsked(false)
  const addAll = () => {
    stop()
    onYes()
  }
  return (
    <Ask question={t('groups.addAllSure', { count, name })} onCancel={stop}>
      <button type="button" className="go" onClick={addAll}>
        {t('groups.addAllYes')}
      </button>
      <button type="button" onClick={stop}>
        {t('groups.cancel')}
      </button>
    </Ask>
  )
}

const Place = ({ of }: { of: HotspotListItem }) => (
  <span>
    {of.name} <small className="muted">{[of.programme, of.settlement, of.borough].filter(Boolean).join(' · ')}</small>
  </span>
)

function Search({ onSearch }: { onSearch: (text: string) => void }) {
  const t = useText()
  const id = useId()
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    onSearch(String(new FormData(event.currentTarget).get('search') ?? '').trim())
  }
  return (
    <form onSubmit={submit} aria-label={t('groups.search')}>
      <label htmlFor={id}>{t('groups.search')}</label>
      <input id={id} name="search" type="search" maxLength={100} required />
      <button type="submit">{t('groups.searchSend')}</button>
    </form>
  )
}

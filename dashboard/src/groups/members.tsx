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
import { Failure, Loading } from '../notices.tsx'
import { More } from '../parts/more.tsx'
import { useGroupReason } from './reason.ts'

type Which = Given<typeof assignHotspots, 'body'>

/** The hotspots of a group, and a search for those to add. */
export function Members({ group, onChange }: { group: HotspotGroup; onChange: () => void }) {
  const t = useText()
  const { change, announce } = useCity()
  const members = useList(listHotspots, { query: { group: group.id } })
  const [search, setSearch] = useState('')
  const found = useList(search === '' ? undefined : listHotspots, { query: { search } })
  const [isAsked, setAsked] = useState(false)
  const [error, setError] = useState<unknown>()
  const reason = useGroupReason(error)

  const follow = <T,>(work: Promise<T>, said: (result: T) => string) => {
    setError(undefined)
    work.then((result) => {
      announce(said(result))
      members.reload()
      onChange()
    }, setError)
  }
  const add = (which: Which) =>
    follow(change(assignHotspots, { params: { id: group.id }, body: which }), ({ moved }) =>
      t('groups.added', { count: moved, name: group.name }),
    )
  const takeOut = ({ id, name }: HotspotListItem) =>
    follow(change(unassignHotspots, { body: { hotspots: [id] } }), () => t('groups.tookOut', { name }))
  const addAll = () => {
    setAsked(false)
    add({ search })
  }
  const isMember = new Set(members.data?.items.map(({ id }) => id))
  return (
    <section className="members" aria-label={t('groups.membersOf', { name: group.name })}>
      <Search onSearch={setSearch} />
      {found.error ? <Failure error={found.error} retry={found.reload} /> : null}
      {found.data ? (
        <>
          <p role="status">{t('groups.found', { count: found.data.total, shown: found.data.items.length })}</p>
          {found.data.total === 0 ? null : isAsked ? (
            <Ask
              question={t('groups.addAllSure', { count: found.data.total, name: group.name })}
              onCancel={() => setAsked(false)}
            >
              <button type="button" className="go" onClick={addAll}>
                {t('groups.addAllYes')}
              </button>
              <button type="button" onClick={() => setAsked(false)}>
                {t('groups.cancel')}
              </button>
            </Ask>
          ) : (
            <button type="button" onClick={() => setAsked(true)}>
              {t('groups.addAll', { count: found.data.total })}
            </button>
          )}
          <ul>
            {found.data.items.map((item) => (
              <li key={item.id}>
                <Place of={item} />
                {isMember.has(item.id) ? null : (
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
      ) : null}
      {error ? <p role="alert">{reason}</p> : null}
      <h4>{t('groups.membersOf', { name: group.name })}</h4>
      {members.error ? <Failure error={members.error} retry={members.reload} /> : null}
      {!members.data && !members.error ? <Loading /> : null}
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

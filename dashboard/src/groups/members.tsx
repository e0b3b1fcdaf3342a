import { type FormEvent, useId, useState } from 'react'
import type { HotspotGroup, HotspotList } from '../../../server/api/contract.ts'
import { assignHotspots, sources } from '../api.ts'
import { useCity } from '../city.tsx'
import { Ask } from '../hotspots/ask.tsx'
import { useText } from '../languages/index.ts'
import { Failure, Loading } from '../notices.tsx'
import { useResource } from '../resource.ts'
import { useGroupReason } from './reason.ts'

const SHOWN = 50

type Item = HotspotList['items'][number]

/** The hotspots of a group, and a search for those to add. */
export function Members({ group, onChange }: { group: HotspotGroup; onChange: () => void }) {
  const t = useText()
  const { me, announce } = useCity()
  const members = useResource(sources.groupHotspots(group.id, SHOWN))
  const [search, setSearch] = useState('')
  const found = useResource(search === '' ? undefined : sources.hotspots(search, '', SHOWN))
  const [isAsked, setAsked] = useState(false)
  const [error, setError] = useState<unknown>()
  const reason = useGroupReason(error)

  const change = (work: Promise<unknown>, said: (result: unknown) => string) => {
    setError(undefined)
    work.then((result) => {
      announce(said(result))
      members.reload()
      onChange()
    }, setError)
  }
  const add = (which: { hotspots: number[] } | { search: string }) =>
    change(assignHotspots(group.id, which, me.csrf), (result) =>
      t('groups.added', { count: (result as { moved: number }).moved, name: group.name }),
    )
  const takeOut = ({ id, name }: Item) =>
    change(assignHotspots(undefined, { hotspots: [id] }, me.csrf), () => t('groups.tookOut', { name }))
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
      {members.data && members.data.total > SHOWN ? (
        <p className="muted">{t('groups.membersShown', { shown: SHOWN, count: members.data.total })}</p>
      ) : null}
    </section>
  )
}

const Place = ({ of }: { of: Item }) => (
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

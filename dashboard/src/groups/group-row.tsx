import { useState } from 'react'
import type { HotspotGroup, Policy } from '../../../server/api/contract.ts'
import { removeGroup } from '../api.ts'
import { useCity } from '../city.tsx'
import { useReturnedFocus } from '../hotspots/ask.tsx'
import { useText } from '../languages/index.ts'
import { AskRemoval } from './ask-removal.tsx'
import { GroupForm } from './group-form.tsx'
import { useHours, useOpenings } from './hours.ts'
import { Members } from './members.tsx'
import { useGroupReason } from './reason.ts'

type Doing = 'edit' | 'members' | 'remove'

/** One group: what holds there, and what can be done with it. */
export function GroupRow({ of, policies, onChange }: { of: HotspotGroup; policies: Policy[]; onChange: () => void }) {
  const t = useText()
  const hours = useHours()
  const openings = useOpenings()
  const { me, announce } = useCity()
  const [doing, setDoing] = useState<Doing>()
  const [error, setError] = useState<unknown>()
  const reason = useGroupReason(error)
  const editButton = useReturnedFocus(doing !== 'edit')
  const removeButton = useReturnedFocus(doing !== 'remove')
  const stop = () => setDoing(undefined)

  const policy = policies.find(({ id }) => id === of.policy) ?? policies.find(({ isDefault }) => isDefault)
  const remove = () => {
    stop()
    setError(undefined)
    removeGroup(of.id, me.csrf).then(() => {
      announce(t('groups.removed', { name: of.name }))
      onChange()
    }, setError)
  }
  const saved = () => {
    stop()
    onChange()
  }
  return (
    <li data-group={of.id}>
      <h3>{of.name}</h3>
      <dl>
        <div>
          <dt>{t('groups.hours')}</dt>
          <dd>{hours(of.hours)}</dd>
        </div>
        <div>
          <dt>{t('groups.policy')}</dt>
          <dd>{policy?.name}</dd>
        </div>
        <div>
          <dt>{t('groups.members')}</dt>
          <dd>{t('groups.hotspots', { count: of.hotspots })}</dd>
        </div>
      </dl>
      {of.hours === null ? null : <p className={of.open ? 'muted' : 'group-closed'}>{openings(of)}</p>}
      {doing === 'edit' ? (
        <GroupForm of={of} policies={policies} onSaved={saved} onCancel={stop} />
      ) : doing === 'remove' ? (
        <AskRemoval question={t('groups.sure', { name: of.name })} onRemove={remove} onCancel={stop} />
      ) : (
        <p className="buttons">
          <button
            type="button"
            aria-expanded={doing === 'members'}
            aria-label={t('groups.membersOf', { name: of.name })}
            onClick={() => setDoing(doing === 'members' ? undefined : 'members')}
          >
            {t('groups.members')}
          </button>
          <button
            type="button"
            ref={editButton}
            aria-label={t('groups.editOf', { name: of.name })}
            onClick={() => setDoing('edit')}
          >
            {t('groups.edit')}
          </button>
          <button
            type="button"
            ref={removeButton}
            aria-label={t('groups.removeOf', { name: of.name })}
            onClick={() => setDoing('remove')}
          >
            {t('groups.remove')}
          </button>
        </p>
      )}
      {error ? <p role="alert">{reason}</p> : null}
      {doing === 'members' ? <Members group={of} onChange={onChange} /> : null}
    </li>
  )
}

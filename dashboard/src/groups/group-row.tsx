import { type HotspotGroup, type Policy, removeHotspotGroup } from '../../../server/api/contract/index.ts'
import { useText } from '../languages/index.ts'
import { GroupForm } from './group-form.tsx'
import { useHours, useOpenings } from './hours.ts'
import { Members } from './members.tsx'
import { useRow } from './row.ts'
import { RowButtons } from './row-buttons.tsx'

/** One group: what holds there, and what can be done with it. */
export function GroupRow({ of, policies, onChange }: { of: HotspotGroup; policies: Policy[]; onChange: () => void }) {
  const t = useText()
  const hours = useHours()
  const openings = useOpenings()
  const row = useRow<'members'>(of, removeHotspotGroup, onChange)
  const { doing, setDoing } = row

  const policy = policies.find(({ id }) => id === of.policy) ?? policies.find(({ isDefault }) => isDefault)
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
        <GroupForm of={of} policies={policies} onSaved={row.saved} onCancel={row.stop} />
      ) : (
        <RowButtons of={row} name={of.name} question={t('groups.sure', { name: of.name })}>
          <button
            type="button"
            aria-expanded={doing === 'members'}
            aria-label={t('groups.membersOf', { name: of.name })}
            onClick={() => setDoing(doing === 'members' ? undefined : 'members')}
          >
            {t('groups.members')}
          </button>
        </RowButtons>
      )}
      {row.failure === undefined ? null : <p role="alert">{row.failure}</p>}
      {doing === 'members' ? <Members group={of} onChange={onChange} /> : null}
    </li>
  )
}

import {
  changeHotspotGroup,
  type HotspotGroup,
  type Policy,
  removeHotspotGroup,
} from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { may } from '../data/may.ts'
import { type Text, useText } from '../languages/index.ts'
import { useRow } from '../parts/row.ts'
import { RowButtons } from '../parts/row-buttons.tsx'
import { GroupForm } from './group-form.tsx'
import { limitNames } from './health-fields.tsx'
import { useHours, useOpenings } from './hours.ts'
import { Members } from './members.tsx'
import { useGroupReason } from './reason.ts'

/** What its limits of health are, or that they are as everywhere. */
function healthOf({ health }: HotspotGroup, t: Text): string {
  if (!health) return t('groups.healthGeneral')
  const own = limitNames.filter((name) => health[name] !== null)
  return own.map((name) => `${t(`groups.health.${name}`)}: ${health[name]}`).join('; ')
}

/** One group: what holds there, and what can be done with it. */
export function GroupRow({ of, policies, onChange }: { of: HotspotGroup; policies: Policy[]; onChange: () => void }) {
  const t = useText()
  const { me, change } = useCity()
  const hours = useHours()
  const openings = useOpenings()
  const row = useRow<'members'>({
    remove: () => change(removeHotspotGroup, { params: { id: of.id } }),
    removed: t('groups.removed', { name: of.name }),
    onChange,
  })
  const reason = useGroupReason(row.error)
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
          <dt>{t('groups.health')}</dt>
          <dd>{healthOf(of, t)}</dd>
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
        <RowButtons
          of={row}
          words="groups"
          name={of.name}
          question={t('groups.sure', { name: of.name })}
          mayEdit={may(me, changeHotspotGroup)}
          mayRemove={may(me, removeHotspotGroup)}
        >
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
      {row.error ? <p role="alert">{reason}</p> : null}
      {doing === 'members' ? <Members group={of} onChange={onChange} /> : null}
    </li>
  )
}

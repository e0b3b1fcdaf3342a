import { useState } from 'react'
import { listDistricts, listStaff, type StaffRow } from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { useResource } from '../data/resource.ts'
import { useLanguage, useText } from '../languages/index.ts'
import { Reading } from '../parts/reading.tsx'
import { SearchRows } from '../parts/sorted-table.tsx'
import { inOrder, withWords } from '../parts/table-order.ts'
import { StaffForm } from './form.tsx'
import { Member } from './member.tsx'

/** Who may sign in to the dashboard, and as what: for administrators. */
export function StaffPage() {
  const t = useText()
  const { me } = useCity()
  return (
    <div className="page staff-page">
      <h1>{t('staff.title')}</h1>
      {me.role === 'admin' ? <Staff /> : <p className="empty">{t('staff.forbidden')}</p>}
    </div>
  )
}

function Staff() {
  const t = useText()
  const language = useLanguage()
  const list = useResource(listStaff, {})
  const { data, reload } = list
  const districts = useResource(listDistricts, {}).data?.items ?? []
  const [typed, setTyped] = useState('')
  const words = ({ name, account, role, disabled }: StaffRow) =>
    [name, account, t(`role.${role}`), t(disabled ? 'staff.disabled' : 'staff.enabled')].join(' ')
  const found = inOrder(withWords(data?.items ?? [], typed, words), ({ disabled }) => Number(disabled), false, language)
  return (
    <>
      <p className="muted">{t('staff.lead')}</p>
      <Reading of={list} />
      {data ? (
        <>
          <div className="table-head">
            <SearchRows of={{ typed, setTyped }} label={t('staff.search')} />
            <span className="muted" role="status">
              {found.length === 0 ? t('staff.none') : t('staff.shown', { count: found.length })}
            </span>
          </div>
          <ul className="staff">
            {found.map((member) => (
              <Member key={member.id} of={member} districts={districts} onChange={reload} />
            ))}
          </ul>
          <details className="staff-new">
            <summary>{t('staff.new')}</summary>
            <p className="muted">{t('staff.newHelp')}</p>
            <StaffForm districts={districts} onSaved={reload} />
          </details>
        </>
      ) : null}
    </>
  )
}

import { useState } from 'react'
import { listDistricts, listStaff, type StaffRow } from '../../../server/api/contract/index.ts'
import { useResource } from '../data/resource.ts'
import { DistrictFilter } from '../districts/filter.tsx'
import { useLanguage, useText } from '../languages/index.ts'
import { WholeAsCsv } from '../parts/csv-link.tsx'
import { ForThose } from '../parts/for-those.tsx'
import { Reading } from '../parts/reading.tsx'
import { SearchRows } from '../parts/sorted-table.tsx'
import { inOrder, withWords } from '../parts/table-order.ts'
import { StaffForm } from './form.tsx'
import { Member } from './member.tsx'

/** Who may sign in to the dashboard, and as what: for administrators. */
export function StaffPage() {
  const t = useText()
  return (
    <div className="page staff-page">
      <h1>{t('staff.title')}</h1>
      <ForThose who={listStaff} otherwise="staff.forbidden">
        <Staff />
      </ForThose>
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
  const [district, setDistrict] = useState<number>()
  const namesOf = (member: StaffRow) =>
    districts.filter(({ id }) => member.districts.includes(id)).map(({ name }) => name)
  const words = (member: StaffRow) =>
    [
      ...[member.name, member.account, t(`role.${member.role}`)],
      ...[t(member.disabled ? 'staff.disabled' : 'staff.enabled'), ...namesOf(member)],
    ].join(' ')
  const shown = data?.items.filter((member) => district === undefined || member.districts.includes(district)) ?? []
  const found = inOrder(withWords(shown, typed, words), ({ disabled }) => Number(disabled), false, language)
  return (
    <>
      <p className="muted">{t('staff.lead')}</p>
      <Reading of={list} />
      {data ? (
        <>
          <div className="table-head">
            <SearchRows of={{ typed, setTyped }} label={t('staff.search')} />
            <DistrictFilter districts={districts} chosen={district} choose={setDistrict} />
            <span className="muted" role="status">
              {found.length === 0 ? t('staff.none') : t('staff.shown', { count: found.length })}
            </span>
          </div>
          <ul className="staff">
            {found.map((member) => (
              <Member key={member.id} of={member} districts={districts} onChange={reload} />
            ))}
          </ul>
          <WholeAsCsv of={listStaff} given={{}} />
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

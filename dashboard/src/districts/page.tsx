import { Link } from 'react-router'
import {
  addDistrict,
  type Borough,
  type District,
  listBoroughs,
  listDistricts,
  listStaff,
  type StaffRow,
} from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { useResource } from '../data/resource.ts'
import { useText } from '../languages/index.ts'
import { ForThose } from '../parts/for-those.tsx'
import { Reading } from '../parts/reading.tsx'
import { DistrictForm } from './form.tsx'
import { DistrictRow } from './row.tsx'

/** The city's own parts, which boroughs are of each, and who is limited to it: for administrators. */
export function DistrictsPage() {
  const t = useText()
  return (
    <div className="page districts-page">
      <h1>{t('districts.title')}</h1>
      <ForThose who={addDistrict} otherwise="districts.forbidden">
        <Districts />
      </ForThose>
    </div>
  )
}

function Districts() {
  const t = useText()
  const districts = useResource(listDistricts, {})
  const boroughs = useResource(listBoroughs, {})
  const staff = useResource(listStaff, {})
  const reload = () => {
    districts.reload()
    boroughs.reload()
  }
  if (!districts.data || !boroughs.data) return <Reading of={districts.error ? districts : boroughs} />
  const all = { districts: districts.data.items, boroughs: boroughs.data.items }
  const limitedTo = ({ id }: District): StaffRow[] =>
    staff.data?.items.filter((member) => member.districts.includes(id)) ?? []
  return (
    <>
      <p className="muted">{t('districts.lead')}</p>
      <Reading of={staff} />
      {all.districts.length === 0 ? <p className="empty">{t('districts.none')}</p> : <OfNone of={all.boroughs} />}
      <ul className="groups">
        {all.districts.map((one) => (
          <DistrictRow key={one.id} of={one} all={all} staff={limitedTo(one)} onChange={reload} />
        ))}
      </ul>
      <details className="groups-new">
        <summary>{t('districts.new')}</summary>
        <DistrictForm all={all} onSaved={reload} />
      </details>
    </>
  )
}

/** Boroughs that were forgotten: whoever is limited to districts sees nothing of them. */
function OfNone({ of: boroughs }: { of: readonly Borough[] }) {
  const t = useText()
  const { format } = useCity()
  const forgotten = boroughs.filter(({ district }) => district === null)
  if (forgotten.length === 0) return null
  const hotspots = forgotten.reduce((sum, one) => sum + one.hotspots, 0)
  return (
    <p role="status" className="districts-forgotten">
      {t('districts.ofNone', { names: forgotten.map(({ name }) => name).join(', ') })}{' '}
      <Link to="/network?district=none">
        {t('districts.hotspots', { count: hotspots, number: format.count(hotspots) })}
      </Link>
    </p>
  )
}

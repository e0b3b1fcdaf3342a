import { Link } from 'react-router'
import { type Borough, type District, removeDistrict, type StaffRow } from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { useText } from '../languages/index.ts'
import { FormFailure } from '../parts/form-failure.tsx'
import { NONE } from '../parts/format.ts'
import { useRow } from '../parts/row.ts'
import { RowButtons } from '../parts/row-buttons.tsx'
import { DistrictForm } from './form.tsx'

/** What the city has to choose from. */
export interface All {
  districts: readonly District[]
  boroughs: readonly Borough[]
}

interface Props {
  of: District
  all: All
  /** Who is limited to it, with access or without. */
  staff: readonly StaffRow[]
  onChange: () => void
}

/** One district: what and who is of it, and what can be done with it. */
export function DistrictRow({ of: district, all, staff, onChange }: Props) {
  const t = useText()
  const { format, change } = useCity()
  const { id, name, hotspots, gateways } = district
  const row = useRow({
    remove: () => change(removeDistrict, { params: { id } }),
    removed: t('districts.removed', { name }),
    onChange,
  })
  return (
    <li data-district={id}>
      <h2>{name}</h2>
      {row.doing === 'edit' ? (
        <DistrictForm of={district} all={all} onSaved={row.saved} onCancel={row.stop} />
      ) : (
        <>
          <dl>
            <div className="whole">
              <dt>{t('districts.boroughs')}</dt>
              <dd>{district.boroughs.join(', ') || NONE}</dd>
            </div>
            <div>
              <dt>{t('network.hotspots')}</dt>
              <dd>
                <Link
                  to={`/network?district=${id}`}
                  aria-label={t('districts.hotspotsOf', { name, number: format.count(hotspots) })}
                >
                  {format.count(hotspots)}
                </Link>
              </dd>
            </div>
            <div>
              <dt>{t('nav.gateways')}</dt>
              <dd>
                <Link
                  to={`/gateways?district=${id}`}
                  aria-label={t('districts.gatewaysOf', { name, number: format.count(gateways) })}
                >
                  {format.count(gateways)}
                </Link>
              </dd>
            </div>
            <div className="whole">
              <dt>{t('nav.staff')}</dt>
              <dd>{staff.map((member) => member.name).join(', ') || NONE}</dd>
            </div>
          </dl>
          <RowButtons
            of={row}
            words="districts"
            name={name}
            question={t('districts.removeAsk', { name })}
            consequence={t('districts.removeHelp')}
            inUse={staff.length > 0 ? t('problem.district-in-use') : undefined}
          />
          {staff.length > 0 ? <p className="muted">{t('problem.district-in-use')}</p> : null}
        </>
      )}
      <FormFailure error={row.error} />
    </li>
  )
}

import { useState } from 'react'
import { Link } from 'react-router'
import { type Equipment, listEquipment, listEquipmentHotspots } from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { useResource } from '../data/resource.ts'
import { useText } from '../languages/index.ts'
import { NetworkPage } from '../network/frame.tsx'
import { ForThose } from '../parts/for-those.tsx'
import { NONE } from '../parts/format.ts'
import { Reading } from '../parts/reading.tsx'

/** How many hotspots run which model and firmware, and which they are. */
export function EquipmentPage() {
  const t = useText()
  return (
    <NetworkPage title={t('network.equipment')}>
      <ForThose who={listEquipment} otherwise="equipment.forbidden">
        <Models />
      </ForThose>
    </NetworkPage>
  )
}

const nameOf = ({ profile, model, firmware }: Equipment) => [model ?? profile, firmware].filter(Boolean).join(' · ')

function Models() {
  const t = useText()
  const { format } = useCity()
  const list = useResource(listEquipment, {})
  const [shown, show] = useState<Equipment>()
  const { data } = list
  return (
    <>
      <p className="muted lead">{t('equipment.lead')}</p>
      <Reading of={list} />
      {data?.total === 0 ? <p className="empty">{t('equipment.none')}</p> : null}
      {data && data.total > 0 ? (
        <table className="inventory">
          <thead>
            <tr>
              {(['model', 'firmware', 'make', 'hotspots'] as const).map((column) => (
                <th key={column} scope="col">
                  {t(`equipment.${column}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {data.items.map((one) => (
              <tr key={JSON.stringify([one.profile, one.model, one.firmware])}>
                <td data-label={t('equipment.model')}>{one.model ?? t('equipment.untold')}</td>
                <td data-label={t('equipment.firmware')}>{one.firmware ?? t('equipment.untold')}</td>
                <td data-label={t('equipment.make')}>{one.profile}</td>
                <td data-label={t('equipment.hotspots')}>
                  <button
                    type="button"
                    className="link"
                    aria-label={`${format.count(one.hotspots)}: ${t('equipment.show', { what: nameOf(one) })}`}
                    onClick={() => show(one)}
                  >
                    {format.count(one.hotspots)}
                  </button>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : null}
      {shown ? <Those key={JSON.stringify(shown)} of={shown} /> : null}
    </>
  )
}

/** The hotspots that run one of them. */
function Those({ of }: { of: Equipment }) {
  const t = useText()
  const { format } = useCity()
  const { profile, model, firmware } = of
  const list = useResource(listEquipmentHotspots, {
    query: { profile, model: model ?? '', firmware: firmware ?? '' },
  })
  const { data } = list
  const what = nameOf(of)
  return (
    <section className="equipment-those" aria-live="polite">
      <h2>{data ? t('equipment.those', { count: data.total, number: format.count(data.total), what }) : what}</h2>
      <Reading of={list} />
      {data && data.total > 0 ? (
        <table className="inventory">
          <thead>
            <tr>
              <th scope="col">{t('network.hotspots')}</th>
              <th scope="col">{t('equipment.serial')}</th>
            </tr>
          </thead>
          <tbody>
            {data.items.map(({ id, name, serial }) => (
              <tr key={id}>
                <td data-label={t('network.hotspots')}>
                  <Link to={`/network/hotspots/${id}`}>{name}</Link>
                </td>
                <td data-label={t('equipment.serial')}>{serial ?? NONE}</td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : null}
    </section>
  )
}

import { Link } from 'react-router'
import { listHotspots } from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { useList } from '../data/resource.ts'
import { State } from '../hotspots/state.tsx'
import { useText } from '../languages/index.ts'
import { ListTable } from '../parts/list-table.tsx'
import type { Place } from './place.ts'

/** The hotspots in use of a place, with their states as they are now. */
export function HotspotsHere({ of }: { of: Place }) {
  const t = useText()
  const { format } = useCity()
  const list = useList(listHotspots, { query: of })
  return (
    <section className="part" aria-label={t('place.hotspots')}>
      <h2>{t('place.hotspots')}</h2>
      <ListTable
        of={list}
        className="place-table"
        columns={[t('place.hotspot'), t('place.state'), t('place.liveSessions')]}
        none={t('place.noHotspots')}
        row={({ id, name, state, liveSessions, settlement, borough }) => (
          <tr key={id} data-hotspot={id}>
            <th scope="row">
              <Link to={`/?hotspot=${id}`}>{name}</Link>
              <small className="muted">{[settlement, borough].filter(Boolean).join(', ')}</small>
            </th>
            <td>
              <State state={state} />
            </td>
            <td className="number" data-label={t('place.liveSessions')}>
              {format.count(liveSessions)}
            </td>
          </tr>
        )}
      />
    </section>
  )
}

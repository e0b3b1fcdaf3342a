import { Link } from 'react-router'
import type { IncidentDetail, IncidentHotspot } from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { useText } from '../languages/index.ts'
import { NONE } from '../parts/format.ts'

const SHOWN_AT_FIRST = 20

/** The hotspots of an incident, with when each came and went. */
export function Members({ of: { members } }: { of: IncidentDetail }) {
  const t = useText()
  const rows = (some: readonly IncidentHotspot[]) => (
    <table className="incident-members">
      <caption className="for-screen-readers">{t('incidents.hotspots')}</caption>
      <thead>
        <tr>
          {(['hotspot', 'place', 'joined', 'left'] as const).map((column) => (
            <th key={column} scope="col">
              {t(`incidents.column.${column}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {some.map((member) => (
          <Member key={`${member.id} ${member.joinedAt}`} of={member} />
        ))}
      </tbody>
    </table>
  )
  if (members.length === 0) return null
  return (
    <>
      <h2>{t('incidents.hotspots')}</h2>
      {rows(members.slice(0, SHOWN_AT_FIRST))}
      {members.length > SHOWN_AT_FIRST ? (
        <details>
          <summary>{t('incidents.allHotspots', { count: members.length })}</summary>
          {rows(members.slice(SHOWN_AT_FIRST))}
        </details>
      ) : null}
    </>
  )
}

function Member({ of: { id, name, place, joinedAt, leftAt } }: { of: IncidentHotspot }) {
  const t = useText()
  const { format } = useCity()
  return (
    <tr>
      <th scope="row">
        <Link to={`/?hotspot=${id}`}>{name}</Link>
      </th>
      <td data-label={t('incidents.column.place')}>{place ?? NONE}</td>
      <td data-label={t('incidents.column.joined')}>{format.moment(joinedAt)}</td>
      <td data-label={t('incidents.column.left')}>
        {leftAt === null ? t('incidents.stillDown') : format.moment(leftAt)}
      </td>
    </tr>
  )
}

import { Link } from 'react-router'
import { listAccessLog, listGatewaySessions, listSiteSessions } from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { useNow } from '../data/now.ts'
import { useList, useResource } from '../data/resource.ts'
import { Rejects } from '../hotspots/rejects.tsx'
import { useText } from '../languages/index.ts'
import { NONE } from '../parts/format.ts'
import { ListTable } from '../parts/list-table.tsx'
import { useTotal } from '../parts/more.tsx'
import type { Place } from './place.ts'

const RENEW_MS = 30_000
/** Sessions that are shown at first. */
const SHOWN = 20

/** Who is online at a place now, and who was turned away. */
export function UseHere({ of }: { of: Place }) {
  const log = useResource(listAccessLog, { query: of }, RENEW_MS)
  return (
    <>
      <LiveSessions of={of} />
      <div className="part rejects-here">
        <Rejects log={log} />
      </div>
    </>
  )
}

function LiveSessions({ of }: { of: Place }) {
  const t = useText()
  const { format } = useCity()
  const now = useNow(RENEW_MS)
  const total = useTotal()
  const [read, id] = 'gateway' in of ? [listGatewaySessions, of.gateway] : [listSiteSessions, of.site]
  const list = useList(read as typeof listGatewaySessions, { params: { id }, query: { live: 'true', limit: SHOWN } })
  return (
    <section className="part" aria-label={t('place.sessions')}>
      <h2>
        {t('place.sessions')} {list.data ? `(${total(list.data.total)})` : ''}
      </h2>
      <ListTable
        of={list}
        className="place-table"
        columns={[
          ...[t('sessions.device'), t('place.hotspot'), t('sessions.duration'), t('sessions.down'), t('sessions.up')],
        ]}
        none={t('sessions.none')}
        row={(session) => (
          <tr key={session.id} data-session={session.id}>
            <th scope="row">{session.device}</th>
            <td data-label={t('place.hotspot')}>
              {session.hotspot ? <Link to={`/?hotspot=${session.hotspot.id}`}>{session.hotspot.name}</Link> : NONE}
            </td>
            <td data-label={t('sessions.duration')}>
              {format.duration(Math.max(session.durationSeconds, (now - Date.parse(session.startedAt)) / 1000))}
            </td>
            <td data-label={t('sessions.down')}>{format.octets(session.outputOctets)}</td>
            <td data-label={t('sessions.up')}>{format.octets(session.inputOctets)}</td>
          </tr>
        )}
      />
    </section>
  )
}

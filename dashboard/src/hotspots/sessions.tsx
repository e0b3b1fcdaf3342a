import type { SessionRow } from '../../../server/api/contract.ts'
import { useCity } from '../city.tsx'
import { useText } from '../languages/index.ts'
import { Failure, Loading } from '../notices.tsx'
import { useNow } from '../now.ts'
import type { Resource } from '../resource.ts'
import { Disconnect, Outcome } from './disconnect.tsx'

type Rows = Resource<{ sessions: SessionRow[] }>

/** Recent sessions shown below the live ones. */
const RECENT = 20

export function Sessions({ running, recent }: { running: Rows; recent: Rows }) {
  const t = useText()
  const ended = recent.data?.sessions.filter(({ endedAt }) => endedAt !== null).slice(0, RECENT)
  const error = running.error ?? recent.error
  const reload = () => {
    running.reload()
    recent.reload()
  }
  return (
    <section className="sessions">
      <h3>{t('sessions.title')}</h3>
      {error ? <Failure error={error} retry={reload} /> : null}
      <h4>
        {t('sessions.live')} {running.data ? `(${running.data.sessions.length})` : ''}
      </h4>
      {running.data ? (
        running.data.sessions.length > 0 ? (
          <SessionTable rows={running.data.sessions} onDisconnected={reload} />
        ) : (
          <p className="empty">{t('sessions.none')}</p>
        )
      ) : error ? null : (
        <Loading />
      )}
      <h4>{t('sessions.ended')}</h4>
      {ended && ended.length > 0 ? (
        <SessionTable rows={ended} onDisconnected={reload} />
      ) : ended ? (
        <p className="empty">{t('sessions.noneEnded')}</p>
      ) : null}
    </section>
  )
}

function SessionTable({ rows, onDisconnected }: { rows: SessionRow[]; onDisconnected: () => void }) {
  const t = useText()
  const { format } = useCity()
  const now = useNow(1000)
  const liveDuration = (row: SessionRow) =>
    row.endedAt
      ? row.durationSeconds
      : Math.max(row.durationSeconds, Math.floor((now - Date.parse(row.startedAt)) / 1000))
  return (
    <table className="session-table">
      <thead>
        <tr>
          <th scope="col">{t('sessions.device')}</th>
          <th scope="col">{t('sessions.start')}</th>
          <th scope="col">{t('sessions.duration')}</th>
          <th scope="col">{t('sessions.down')}</th>
          <th scope="col">{t('sessions.up')}</th>
        </tr>
      </thead>
      {rows.map((row) => (
        <tbody key={row.id} data-session={row.id} data-live={row.endedAt === null}>
          <tr>
            <th
              scope="row"
              title={
                row.residentId === null ? t('sessions.noResident') : t('sessions.resident', { id: row.residentId })
              }
            >
              {row.device}
            </th>
            <td>
              <time dateTime={row.startedAt} title={format.moment(row.startedAt)}>
                {format.time(row.startedAt)}
              </time>
            </td>
            <td>{format.duration(liveDuration(row))}</td>
            <td>{format.octets(row.outputOctets)}</td>
            <td>{format.octets(row.inputOctets)}</td>
          </tr>
          {row.endedAt === null ? (
            <tr className="act">
              <td colSpan={5}>
                <Disconnect session={row} onDone={onDisconnected} />
              </td>
            </tr>
          ) : row.disconnect ? (
            <tr className="act">
              <td colSpan={5}>
                <Outcome result={row.disconnect} />
              </td>
            </tr>
          ) : null}
        </tbody>
      ))}
    </table>
  )
}

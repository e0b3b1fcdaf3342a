import type { SessionRow } from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { useNow } from '../data/now.ts'
import type { List } from '../data/resource.ts'
import { useText } from '../languages/index.ts'
import { Failure, Loading } from '../notices.tsx'
import { More, useTotal } from '../parts/more.tsx'
import { Disconnect, Outcome } from './disconnect.tsx'
import { DisconnectEverybody, type DisconnectRun, RunStatus, useDisconnectRun } from './disconnect-run.tsx'
import { endingOf } from './ending.ts'
import { Limits } from './limits.tsx'

type Rows = List<SessionRow>

export function Sessions({ hotspotId, running, recent }: { hotspotId: number; running: Rows; recent: Rows }) {
  const t = useText()
  const total = useTotal()
  const ended = recent.data?.items
  const error = running.error ?? recent.error
  const reload = () => {
    running.reload()
    recent.reload()
  }
  const run = useDisconnectRun(reload)
  return (
    <section className="sessions">
      <h3>{t('sessions.title')}</h3>
      {error ? <Failure error={error} retry={reload} /> : null}
      <h4>
        {t('sessions.live')} {running.data ? `(${total(running.data.total)})` : ''}
      </h4>
      <DisconnectEverybody hotspotId={hotspotId} live={running.data?.total ?? 0} run={run} />
      <RunStatus run={run} />
      {running.data ? (
        running.data.items.length > 0 ? (
          <SessionTable rows={running.data.items} run={run} onDisconnected={reload} />
        ) : (
          <p className="empty">{t('sessions.none')}</p>
        )
      ) : error ? null : (
        <Loading />
      )}
      <More of={running} />
      <h4>{t('sessions.ended')}</h4>
      {ended && ended.length > 0 ? (
        <SessionTable rows={ended} run={run} onDisconnected={reload} />
      ) : ended ? (
        <p className="empty">{t('sessions.noneEnded')}</p>
      ) : null}
      <More of={recent} />
    </section>
  )
}

interface SessionTableProps {
  rows: SessionRow[]
  run: DisconnectRun
  onDisconnected: () => void
}

function SessionTable({ rows, run, onDisconnected }: SessionTableProps) {
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
          <tr className="act">
            <td colSpan={5}>
              <Path session={row} />
              {row.doubt && (
                <p className="doubt" data-doubt={row.doubt}>
                  {t(`doubt.${row.doubt}`)}
                </p>
              )}
              {row.endedAt === null ? (
                <div className="disconnect">
                  <Disconnect session={row} onDone={onDisconnected} onAll={run.start} />
                  <Limits session={row} />
                </div>
              ) : (
                <p className="ending" data-ended-by={row.endedBy ?? ''}>
                  <time dateTime={row.endedAt} title={format.moment(row.endedAt)}>
                    {format.time(row.endedAt)}
                  </time>{' '}
                  {row.endedBy === 'disconnect' && row.disconnect ? null : endingOf(row, t)}{' '}
                  {row.disconnect ? <Outcome of="disconnect" answer={row.disconnect} /> : null}
                </p>
              )}
            </td>
          </tr>
        </tbody>
      ))}
    </table>
  )
}

/** The hotspots that a session came through. */
function Path({ session }: { session: SessionRow }) {
  const t = useText()
  const { format } = useCity()
  if (session.path.length === 0) return null
  return (
    <ol className="path" aria-label={t('sessions.path')}>
      {session.path.map(({ hotspot, since }) => (
        <li key={since}>
          {hotspot}{' '}
          <time dateTime={since} title={format.moment(since)}>
            {format.time(since)}
          </time>
        </li>
      ))}
    </ol>
  )
}

import { memo } from 'react'
import type { SessionRow } from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { useNow } from '../data/now.ts'
import type { List } from '../data/resource.ts'
import { useText } from '../languages/index.ts'
import { Failure, Loading } from '../notices.tsx'
import { More, useTotal } from '../parts/more.tsx'
import { Disconnect, Outcome } from './disconnect.tsx'
import { DisconnectEverybody, type DisconnectRun, RunStatus, useDisconnectRun } from './disconnect-run.tsx'
import { eachOnce } from './each-once.ts'
import { endingOf } from './ending.ts'
import { Limits } from './limits.tsx'

type Rows = List<SessionRow>

export function Sessions({ hotspotId, running, recent }: { hotspotId: number; running: Rows; recent: Rows }) {
  const t = useText()
  const total = useTotal()
  const { live, ended } = eachOnce(running.data?.items ?? [], recent.data?.items ?? [])
  const inBoth = (running.data?.items.length ?? 0) - live.length
  const liveTotal = (running.data?.total ?? 0) - inBoth
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
        {t('sessions.live')} {running.data ? `(${total(liveTotal)})` : ''}
      </h4>
      <DisconnectEverybody hotspotId={hotspotId} live={liveTotal} run={run} />
      <RunStatus run={run} />
      {running.data ? (
        live.length > 0 ? (
          <SessionTable rows={live} run={run} onDisconnected={reload} />
        ) : (
          <p className="empty">{t('sessions.none')}</p>
        )
      ) : error ? null : (
        <Loading />
      )}
      <More of={running} />
      <h4>{t('sessions.ended')}</h4>
      {ended.length > 0 ? (
        <SessionTable rows={ended} run={run} onDisconnected={reload} />
      ) : recent.data ? (
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
  const now = useNow(1000)
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
          <Figures session={row} now={now} />
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
                <Ending session={row} at={row.endedAt} />
              )}
            </td>
          </tr>
        </tbody>
      ))}
    </table>
  )
}

/** Seconds; of a live session as long as it goes on by this computer's clock, which may be behind what was reported. */
const durationOf = ({ startedAt, endedAt, durationSeconds }: SessionRow, now: number): number =>
  endedAt ? durationSeconds : Math.max(durationSeconds, Math.floor((now - Date.parse(startedAt)) / 1000))

function Figures({ session, now }: { session: SessionRow; now: number }) {
  const t = useText()
  const { format } = useCity()
  const { residentId } = session
  return (
    <tr>
      <th
        scope="row"
        title={residentId === null ? t('sessions.noResident') : t('sessions.resident', { id: residentId })}
      >
        {session.device}
      </th>
      <td>
        <Time at={session.startedAt} />
      </td>
      <td>{format.duration(durationOf(session, now))}</td>
      <td>{format.octets(session.outputOctets)}</td>
      <td>{format.octets(session.inputOctets)}</td>
    </tr>
  )
}

function Ending({ session, at }: { session: SessionRow; at: string }) {
  const t = useText()
  const { endedBy, disconnect } = session
  return (
    <p className="ending" data-ended-by={endedBy ?? ''}>
      <Time at={at} /> {endedBy === 'disconnect' && disconnect ? null : endingOf(session, t)}{' '}
      {disconnect ? <Outcome of="disconnect" answer={disconnect} /> : null}
    </p>
  )
}

/** The time of day; the date as well, to who points at it. Its row is drawn anew every second, itself not. */
const Time = memo(({ at }: { at: string }) => {
  const { format } = useCity()
  return (
    <time dateTime={at} title={format.moment(at)}>
      {format.time(at)}
    </time>
  )
})

/** The hotspots that a session came through. */
function Path({ session }: { session: SessionRow }) {
  const t = useText()
  if (session.path.length === 0) return null
  return (
    <ol className="path" aria-label={t('sessions.path')}>
      {session.path.map(({ hotspot, since }) => (
        <li key={since}>
          {hotspot} <Time at={since} />
        </li>
      ))}
    </ol>
  )
}

import { lazy, Suspense, useEffect, useRef } from 'react'
import {
  type HotspotDetail,
  listAccessLog,
  listFaultReports,
  listSessions,
  readHotspot,
  readSamples,
} from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { useNow } from '../data/now.ts'
import { type Resource, useList, useResource } from '../data/resource.ts'
import { useHours, useOpenings } from '../groups/hours.ts'
import { useText } from '../languages/index.ts'
import { Failure, Loading } from '../notices.tsx'
import { NONE } from '../parts/format.ts'
import { useCause } from './cause.ts'
import { Faults } from './faults.tsx'
import { Rejects } from './rejects.tsx'
import { Sessions } from './sessions.tsx'
import { State } from './state.tsx'

/** Sessions that have ended shown below the live ones, at first. */
const RECENT = 20

const Traffic = lazy(() => import('./traffic.tsx'))

/** Everything about one hotspot, kept fresh while it is open. */
export function HotspotPanel({ id, onClose }: { id: number; onClose: () => void }) {
  const t = useText()
  const { me, live, connected, announce } = useCity()
  const detail = useResource(readHotspot, { params: { id } })
  const samples = useResource(readSamples, { params: { id }, query: { hours: 24 } })
  const operator = me.role === 'operator' || me.role === 'admin'
  const running = useList(operator ? listSessions : undefined, { params: { id }, query: { live: 'true' } })
  const recent = useList(operator ? listSessions : undefined, {
    params: { id },
    query: { live: 'false', limit: RECENT },
  })
  const log = useResource(operator ? listAccessLog : undefined, { query: { hotspot: id } })
  const faults = useResource(operator ? listFaultReports : undefined, { params: { id } })
  useWatch(id, { detail, samples, running, recent, log, faults })

  const closeButton = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    const before = document.activeElement
    closeButton.current?.focus({ preventScroll: true })
    return () => (before instanceof HTMLElement ? before.focus({ preventScroll: true }) : undefined)
  }, [])

  const state = detail.data?.state
  const name = detail.data?.name
  const said = useRef(state)
  useEffect(() => {
    if (state && said.current && said.current !== state)
      announce(t('hotspot.changed', { name: name ?? '', state: t(`state.${state}`) }))
    said.current = state
  }, [state, name, announce, t])

  return (
    <section
      className="panel"
      aria-label={t('hotspot.panel')}
      data-fresh={live.connected && connected}
      onKeyDown={(event) => event.key === 'Escape' && onClose()}
    >
      <div className="panel-bar">
        <h2>{name}</h2>
        <button type="button" ref={closeButton} className="close" aria-label={t('hotspot.close')} onClick={onClose}>
          ×
        </button>
      </div>
      {detail.error ? <Failure error={detail.error} retry={detail.reload} /> : null}
      {detail.data ? <Readings hotspot={detail.data} /> : detail.error ? null : <Loading />}
      {samples.error ? <Failure error={samples.error} retry={samples.reload} /> : null}
      {samples.data ? (
        <Suspense fallback={<Loading />}>
          <Traffic samples={samples.data.samples} />
        </Suspense>
      ) : null}
      {operator ? <Faults reports={faults} /> : null}
      {operator ? <Sessions key={id} hotspotId={id} running={running} recent={recent} /> : null}
      {operator ? <Rejects log={log} /> : null}
    </section>
  )
}

type Read = Resource<unknown>

/** Tells the server which hotspot is watched, and reads again what it says has changed. */
function useWatch(id: number, resources: Record<'detail' | 'samples' | 'running' | 'recent' | 'log' | 'faults', Read>) {
  const { live } = useCity()
  const current = useRef(resources)
  current.current = resources
  useEffect(() => {
    let first = !live.connected
    const watch = () => {
      live.emit('watch', id)
      if (!first) for (const { reload } of Object.values(current.current)) reload()
      first = false
    }
    const changed = (change: { id: number; what: Array<'health' | 'sessions'> }) => {
      if (change.id !== id) return
      const { detail, samples, running, recent, log, faults } = current.current
      detail.reload()
      faults.reload()
      log.reload()
      if (change.what.includes('health')) samples.reload()
      if (change.what.includes('sessions')) {
        running.reload()
        recent.reload()
      }
    }
    if (live.connected) live.emit('watch', id)
    live.on('connect', watch)
    live.on('hotspot', changed)
    return () => {
      live.off('connect', watch)
      live.off('hotspot', changed)
      if (live.connected) live.emit('watch', null)
    }
  }, [live, id])
}

function Readings({ hotspot }: { hotspot: HotspotDetail }) {
  const t = useText()
  const cause = useCause()
  const { format } = useCity()
  const now = useNow(10_000)
  const shown = <T,>(value: T | null, as: (value: T) => string) => (value === null ? NONE : as(value))
  const figures = [
    ['liveSessions', format.count(hotspot.liveSessions)],
    ['clients', shown(hotspot.clients, format.count)],
    ['uptime', shown(hotspot.uptimeSeconds, format.duration)],
    ['in', shown(hotspot.inBps, format.rate)],
    ['out', shown(hotspot.outBps, format.rate)],
    ['load', shown(hotspot.load, (load) => format.decimal(load, 2))],
    ['memory', format.share(hotspot.memoryUsed)],
  ] as const
  const places = [
    ['programme', hotspot.programme],
    ['settlement', hotspot.settlement],
    ['borough', hotspot.borough],
    ['neighbourhood', hotspot.neighbourhood],
    ['gateway', hotspot.gateway && `${hotspot.gateway.name} (${hotspot.gateway.vendor})`],
  ] as const
  const { usageToday, group, open, openChangesAt } = hotspot
  const hours = useHours()
  const openings = useOpenings()
  const rules = [
    ['group', group?.name ?? t('hotspot.noGroup')],
    ['hours', group && hours(group.hours)],
    ['openNow', group?.hours ? openings({ open, until: openChangesAt }) : null],
    ['policy', hotspot.policy],
  ] as const
  return (
    <>
      <header>
        {hotspot.code === hotspot.name ? null : <p className="muted">{hotspot.code}</p>}
        <p className="state-line">
          <State state={hotspot.state} />
          {hotspot.since ? <span>{t('hotspot.since', { moment: format.moment(hotspot.since) })}</span> : null}
        </p>
        {hotspot.cause ? (
          <p>
            <strong>{t('hotspot.cause')}:</strong> {cause(hotspot.cause)}
          </p>
        ) : null}
        <p className="muted">
          {hotspot.lastPolledAt
            ? t('hotspot.polled', { ago: format.ago(hotspot.lastPolledAt, now) })
            : t('hotspot.neverPolled')}
        </p>
      </header>
      <dl className="readings">
        {figures.map(([name, value]) => (
          <div key={name} data-reading={name}>
            <dt>{t(`hotspot.${name}`)}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <h3>{t('hotspot.today')}</h3>
      <dl className="readings">
        <div>
          <dt>{t('hotspot.todaySessions')}</dt>
          <dd>{format.count(usageToday.sessions)}</dd>
        </div>
        <div>
          <dt>{t('hotspot.toDevices')}</dt>
          <dd>{format.octets(usageToday.outputOctets)}</dd>
        </div>
        <div>
          <dt>{t('hotspot.fromDevices')}</dt>
          <dd>{format.octets(usageToday.inputOctets)}</dd>
        </div>
      </dl>
      <dl className="places">
        {[...places, ...rules].map(([name, value]) =>
          value ? (
            <div key={name}>
              <dt>{t(`hotspot.${name}`)}</dt>
              <dd>{value}</dd>
            </div>
          ) : null,
        )}
      </dl>
    </>
  )
}

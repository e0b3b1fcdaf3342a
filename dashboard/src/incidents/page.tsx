import { useEffect, useMemo } from 'react'
import { Link, useSearchParams } from 'react-router'
import { listColleagues, listIncidents } from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { may } from '../data/may.ts'
import { useList, useResource } from '../data/resource.ts'
import { useText } from '../languages/index.ts'
import { createCityClock } from '../parts/city-clock.ts'
import { More, useTotal } from '../parts/more.tsx'
import { Reading } from '../parts/reading.tsx'
import type { Colleague } from './actions.tsx'
import { Filters } from './filter-fields.tsx'
import { queryOf } from './filters.ts'
import { IncidentRow } from './row.tsx'

const DAY_MS = 86_400_000
const NOBODY: readonly Colleague[] = []

/** What is wrong now, the worst first; or what was. What is filtered stands in the address. */
export function IncidentsPage() {
  const t = useText()
  const total = useTotal()
  const { me, live, settings } = useCity()
  const [address, setAddress] = useSearchParams()
  const clock = useMemo(() => createCityClock(settings.timeZone), [settings.timeZone])
  const instant = (day: string, plusDays: number) => {
    const at = Date.parse(`${day}T00:00:00Z`)
    if (Number.isNaN(at)) return undefined
    return clock.instants(new Date(at + plusDays * DAY_MS).toISOString().slice(0, 16))[0]?.toISOString()
  }
  const list = useList(listIncidents, { query: queryOf(address, instant) })
  const colleagues = useResource(may(me, listColleagues) ? listColleagues : undefined, {})
  const { reload } = list
  useEffect(() => {
    live.on('incidents', reload)
    return () => void live.off('incidents', reload)
  }, [live, reload])
  const isPast = address.get('past') === '1'
  return (
    <div className="page incidents-page">
      <h1>{t(isPast ? 'incidents.past' : 'incidents.title')}</h1>
      <p className="muted">{t(isPast ? 'incidents.pastLead' : 'incidents.lead')}</p>
      <Filters address={address} put={setAddress} />
      <Reading of={list} />
      {list.data ? (
        <p className="muted" role="status">
          {t('incidents.found', { count: list.data.total, number: total(list.data.total) })}
        </p>
      ) : null}
      {list.data?.total === 0 && !isPast && address.size === 0 ? (
        <p className="all-well">{t('incidents.none')}</p>
      ) : null}
      <ul className="incidents">
        {list.data?.items.map((incident) => (
          <IncidentRow
            key={incident.id}
            of={incident}
            colleagues={colleagues.data?.staff ?? NOBODY}
            onChange={reload}
            query={address.toString()}
          />
        ))}
      </ul>
      <More of={list} />
      <p>
        <Link to="/alerts">{t('incidents.byHotspot')}</Link>
      </p>
    </div>
  )
}

import { useEffect, useState } from 'react'
import { readDiscovery } from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { useResource } from '../data/resource.ts'
import { useText } from '../languages/index.ts'
import { mayChange, NetworkPage } from '../network/frame.tsx'
import { Reading } from '../parts/reading.tsx'
import { Found } from './found.tsx'
import { LastSearch } from './last-search.tsx'
import { SearchForm } from './search-form.tsx'

/** Searches the network for SNMP agents, and takes those that are found for their hotspots. */
export function DiscoveryPage() {
  const t = useText()
  const { me } = useCity()
  return (
    <NetworkPage title={t('network.discovery')}>
      {mayChange(me.role) ? <Discovery /> : <p className="empty">{t('discovery.forbidden')}</p>}
    </NetworkPage>
  )
}

/** How often it is asked how far a search is, and whether another has begun. */
const FOLLOW_MS = 1000
const LOOK_MS = 15_000

function Discovery() {
  const t = useText()
  const [renewMs, setRenewMs] = useState(LOOK_MS)
  const state = useResource(readDiscovery, {}, renewMs)
  const last = state.data?.last ?? undefined
  const isRunning = last !== undefined && last.finishedAt === null
  useEffect(() => setRenewMs(isRunning ? FOLLOW_MS : LOOK_MS), [isRunning])
  return (
    <>
      <p className="muted lead">{t('discovery.lead')}</p>
      <Reading of={state} />
      {last ? <LastSearch of={last} onChange={state.reload} /> : null}
      {state.data && !isRunning ? <SearchForm onStarted={state.reload} /> : null}
      {state.data ? <Found key={last?.id} answered={last?.answered ?? 0} /> : null}
    </>
  )
}

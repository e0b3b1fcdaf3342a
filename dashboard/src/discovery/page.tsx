import { useEffect, useState } from 'react'
import { readDiscovery, startDiscovery } from '../../../server/api/contract/index.ts'
import { useResource } from '../data/resource.ts'
import { useText } from '../languages/index.ts'
import { NetworkPage } from '../network/frame.tsx'
import { ForThose } from '../parts/for-those.tsx'
import { Reading } from '../parts/reading.tsx'
import { Found } from './found.tsx'
import { LastSearch } from './last-search.tsx'
import { SearchForm } from './search-form.tsx'

/** Searches the network for SNMP agents, and takes those that are found for their hotspots. */
export function DiscoveryPage() {
  const t = useText()
  return (
    <NetworkPage title={t('network.discovery')}>
      <ForThose who={startDiscovery} otherwise="discovery.forbidden">
        <Discovery />
      </ForThose>
    </NetworkPage>
  )
}

/** How often it is asked how far a search is, and whether another has begun. */
const FOLLOW_MS = 1000
const LOOK_MS = 15_000
/** What was found is read again after so many more: each reading matches it to the whole city. */
const STEP = 50

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
      {state.data ? <Found key={last?.id} stage={isRunning ? Math.floor(last.answered / STEP) : 'over'} /> : null}
    </>
  )
}

import type { ReactNode } from 'react'
import { NavLink } from 'react-router'
import {
  type FirstSteps,
  listEquipment,
  readFirstSteps,
  type StaffRole,
  startDiscovery,
} from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { may } from '../data/may.ts'
import { type Resource, useResource } from '../data/resource.ts'
import { useText } from '../languages/index.ts'
import { missingOf } from './steps.ts'

/** Whether somebody changes the network, or only reads of it. */
export const mayChange = (role: StaffRole): boolean => role === 'operator' || role === 'admin'

const RENEW_MS = 60_000

/** What the city still lacks, for those who can do something about it. */
export function useFirstSteps(): Resource<FirstSteps> {
  const { me } = useCity()
  return useResource(mayChange(me.role) ? readFirstSteps : undefined, {}, RENEW_MS)
}

/** A page of the network, with the way to its others. */
export function NetworkPage({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="page wide network-page">
      <h1>{title}</h1>
      <Tabs />
      {children}
    </div>
  )
}

function Tabs() {
  const t = useText()
  const { me } = useCity()
  const steps = useFirstSteps()
  return (
    <nav className="which" aria-label={t('network.tabs')}>
      <NavLink to="/network" end>
        {t('network.hotspots')}
      </NavLink>
      {mayChange(me.role) ? (
        <>
          <NavLink to="/network/agents">{t('network.agents')}</NavLink>
          {may(me, startDiscovery) ? <NavLink to="/network/discovery">{t('network.discovery')}</NavLink> : null}
          {me.role === 'admin' ? <NavLink to="/network/import">{t('network.import')}</NavLink> : null}
          {may(me, listEquipment) ? <NavLink to="/network/equipment">{t('network.equipment')}</NavLink> : null}
          <NavLink to="/network/found">{t('network.found')}</NavLink>
          <NavLink to="/network/doubts">{t('network.doubts')}</NavLink>
          {steps.data && missingOf(steps.data) > 0 ? (
            <NavLink to="/network/first-steps">{t('network.first')}</NavLink>
          ) : null}
        </>
      ) : null}
    </nav>
  )
}

import { Route, Routes } from 'react-router'
import { DiscoveryPage } from '../discovery/page.tsx'
import { DoubtsPage } from '../doubts/page.tsx'
import { EquipmentPage } from '../equipment/page.tsx'
import { FoundPage } from '../found/page.tsx'
import { ImportPage } from '../network-import/page.tsx'
import { AgentsPage } from './agents/agents-page.tsx'
import { FirstStepsPage } from './first-steps-page.tsx'
import { HotspotPage } from './hotspot/hotspot-page.tsx'
import { NewHotspotPage } from './hotspot/new-hotspot-page.tsx'
import { HotspotsPage } from './hotspots-page.tsx'

/** The pages of the network by their addresses. */
export default function NetworkRoutes() {
  return (
    <Routes>
      <Route index element={<HotspotsPage />} />
      <Route path="hotspots/new" element={<NewHotspotPage />} />
      <Route path="hotspots/:id" element={<HotspotPage />} />
      <Route path="agents" element={<AgentsPage />} />
      <Route path="discovery" element={<DiscoveryPage />} />
      <Route path="import" element={<ImportPage />} />
      <Route path="doubts" element={<DoubtsPage />} />
      <Route path="equipment" element={<EquipmentPage />} />
      <Route path="found" element={<FoundPage />} />
      <Route path="first-steps" element={<FirstStepsPage />} />
    </Routes>
  )
}

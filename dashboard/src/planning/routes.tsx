import { Route, Routes } from 'react-router'
import { ComparePage } from './compare-page.tsx'
import { PlanningPage } from './page.tsx'
import { PlanPage } from './plan-page.tsx'

export default function PlanningRoutes() {
  return (
    <Routes>
      <Route index element={<PlanningPage />} />
      <Route path="compare" element={<ComparePage />} />
      <Route path=":id" element={<PlanPage />} />
    </Routes>
  )
}

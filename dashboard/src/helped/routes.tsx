import { Route, Routes } from 'react-router'
import { HelpedPage } from './page.tsx'
import { EvaluatedSitePage } from './site-page.tsx'

export default function HelpedRoutes() {
  return (
    <Routes>
      <Route index element={<HelpedPage />} />
      <Route path=":id" element={<EvaluatedSitePage />} />
    </Routes>
  )
}

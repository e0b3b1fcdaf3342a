import './csp.ts'
import 'leaflet/dist/leaflet.css'
import './styles/colours.css'
import './styles/base.css'
import './styles/header.css'
import './styles/districts.css'
import './styles/emergency.css'
import './styles/pages.css'
import './styles/gateways.css'
import './styles/groups.css'
import './styles/places.css'
import './styles/search.css'
import './styles/staff.css'
import './styles/tokens.css'
import './styles/traces.css'
import './styles/open-data.css'
import './styles/use.css'
import './styles/coverage.css'
import './styles/vouchers.css'
import './styles/incidents.css'
import './styles/network.css'
import './styles/city-key.css'
import './styles/network-import.css'
import './styles/discovery.css'
import './styles/map.css'
import './styles/planning.css'
import './styles/helped.css'
import './styles/marks.css'
import './styles/panel.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { BrowserRouter } from 'react-router'
import { App } from './app.tsx'
import { ErrorBoundary } from './error-boundary.tsx'
import './theme/theme.ts'

const root = document.getElementById('root')
if (!root) throw new Error('index.html has no element with the id "root"')

createRoot(root).render(
  <StrictMode>
    <ErrorBoundary>
      <BrowserRouter basename={import.meta.env.BASE_URL}>
        <App />
      </BrowserRouter>
    </ErrorBoundary>
  </StrictMode>,
)

import { lazy, Suspense, useEffect, useState } from 'react'
import { Link, Route, Routes } from 'react-router'
import { readMe, readSettings } from '../../server/api/contract/index.ts'
import { AlertsPage } from './alerts/page.tsx'
import { EndingCertificates } from './certificates.tsx'
import { CityProvider, useCity } from './city.tsx'
import { signedOut } from './data/api.ts'
import { ApiFailure } from './data/failure.ts'
import { useResource } from './data/resource.ts'
import { EmergencyBanner } from './emergency/banner.tsx'
import { Header } from './header.tsx'
import { useIncidentAnnouncements } from './incidents/announce.ts'
import { useText } from './languages/index.ts'
import { MapPage } from './map/page.tsx'
import { NeighbourhoodsPage } from './neighbourhoods/page.tsx'
import { Failure, Loading, SignInNeeded } from './notices.tsx'
import { FailingReceivers } from './notifications/failing.tsx'

/** The pages of the network, which not everybody opens. */
const NetworkRoutes = lazy(() => import('./network/routes.tsx'))

const HelpedRoutes = lazy(() => import('./helped/routes.tsx'))
const PlanningRoutes = lazy(() => import('./planning/routes.tsx'))

/** Fetched when they are first opened: most who look at the map never do. */
const AuditPage = lazy(async () => ({ default: (await import('./audit/page.tsx')).AuditPage }))
const ChartsPage = lazy(async () => ({ default: (await import('./charts/page.tsx')).ChartsPage }))
const CityKeyPage = lazy(async () => ({ default: (await import('./city-key/page.tsx')).CityKeyPage }))
const CoveragePage = lazy(async () => ({ default: (await import('./reach/page.tsx')).CoveragePage }))
const DevicePage = lazy(async () => ({ default: (await import('./devices/page.tsx')).DevicePage }))
const DistrictsPage = lazy(async () => ({ default: (await import('./districts/page.tsx')).DistrictsPage }))
const EmergencyPage = lazy(async () => ({ default: (await import('./emergency/page.tsx')).EmergencyPage }))
const GatewaysPage = lazy(async () => ({ default: (await import('./gateways/page.tsx')).GatewaysPage }))
const GatewayPage = lazy(async () => ({ default: (await import('./places/gateway-page.tsx')).GatewayPage }))
const SitePage = lazy(async () => ({ default: (await import('./places/site-page.tsx')).SitePage }))
const GroupsPage = lazy(async () => ({ default: (await import('./groups/page.tsx')).GroupsPage }))
const HelpPage = lazy(async () => ({ default: (await import('./help/page.tsx')).HelpPage }))
const IncidentsPage = lazy(async () => ({ default: (await import('./incidents/page.tsx')).IncidentsPage }))
const IncidentPage = lazy(async () => ({ default: (await import('./incidents/single.tsx')).IncidentPage }))
const SilencesPage = lazy(async () => ({ default: (await import('./silences/page.tsx')).SilencesPage }))
const NotificationsPage = lazy(async () => ({ default: (await import('./notifications/page.tsx')).NotificationsPage }))
const AvailabilityPage = lazy(async () => ({ default: (await import('./availability/page.tsx')).AvailabilityPage }))
const LegalPage = lazy(async () => ({ default: (await import('./legal/page.tsx')).LegalPage }))
const OpenDataPage = lazy(async () => ({ default: (await import('./open-data/page.tsx')).OpenDataPage }))
const PortalNoticesPage = lazy(async () => ({ default: (await import('./portal-notices/page.tsx')).PortalNoticesPage }))
const StaffPage = lazy(async () => ({ default: (await import('./staff/page.tsx')).StaffPage }))
const TokensPage = lazy(async () => ({ default: (await import('./tokens/page.tsx')).TokensPage }))
const UnmetDemandPage = lazy(async () => ({ default: (await import('./unmet/page.tsx')).UnmetDemandPage }))
const UsePage = lazy(async () => ({ default: (await import('./use/page.tsx')).UsePage }))
const VouchersPage = lazy(async () => ({ default: (await import('./vouchers/page.tsx')).VouchersPage }))

export function App() {
  const [out, setOut] = useState(false)
  useEffect(() => {
    const leave = () => setOut(true)
    signedOut.addEventListener('signed-out', leave)
    return () => signedOut.removeEventListener('signed-out', leave)
  }, [])
  const me = useResource(readMe, {})
  const settings = useResource(readSettings, {})

  if (out || (me.error instanceof ApiFailure && me.error.status === 401)) return <SignInNeeded />
  const error = me.error ?? settings.error
  if (error && (!me.data || !settings.data)) {
    const retry = () => {
      me.reload()
      settings.reload()
    }
    return (
      <main className="notice-page">
        <Failure error={error} retry={retry} />
      </main>
    )
  }
  if (!me.data || !settings.data) {
    return (
      <main className="notice-page">
        <Loading />
      </main>
    )
  }
  return (
    <CityProvider me={me.data} settings={settings.data}>
      <Frame />
    </CityProvider>
  )
}

function Frame() {
  const t = useText()
  const { settings, connected, announced } = useCity()
  useIncidentAnnouncements()
  useEffect(() => {
    document.title = t('app.title', { city: settings.cityName })
  })
  return (
    <div className="frame">
      <a className="skip" href="#content">
        {t('app.skip')}
      </a>
      <Header />
      {connected ? null : (
        <p className="lost" role="alert">
          {t('live.lost')}
        </p>
      )}
      <EmergencyBanner />
      <EndingCertificates />
      <FailingReceivers />
      <main id="content" className="content" tabIndex={-1}>
        <Suspense fallback={<Loading />}>
          <Routes>
            <Route index element={<MapPage />} />
            <Route path="neighbourhoods" element={<NeighbourhoodsPage />} />
            <Route path="coverage" element={<CoveragePage />} />
            <Route path="charts" element={<ChartsPage />} />
            <Route path="incidents" element={<IncidentsPage />} />
            <Route path="incidents/:id" element={<IncidentPage />} />
            <Route path="use" element={<UsePage />} />
            <Route path="unmet-demand" element={<UnmetDemandPage />} />
            <Route path="alerts" element={<AlertsPage />} />
            <Route path="silences" element={<SilencesPage />} />
            <Route path="notifications" element={<NotificationsPage />} />
            <Route path="availability" element={<AvailabilityPage />} />
            <Route
              path="network/*"
              element={
                <Suspense fallback={<Loading />}>
                  <NetworkRoutes />
                </Suspense>
              }
            />
            <Route path="planning/*" element={<PlanningRoutes />} />
            <Route path="helped/*" element={<HelpedRoutes />} />
            <Route path="gateways" element={<GatewaysPage />} />
            <Route path="gateways/:id" element={<GatewayPage />} />
            <Route path="sites/:id" element={<SitePage />} />
            <Route path="help" element={<HelpPage />} />
            <Route path="help/:code" element={<HelpPage />} />
            <Route path="devices/:device" element={<DevicePage />} />
            <Route path="notices" element={<PortalNoticesPage />} />
            <Route path="groups" element={<GroupsPage />} />
            <Route path="emergency" element={<EmergencyPage />} />
            <Route path="legal" element={<LegalPage />} />
            <Route path="staff" element={<StaffPage />} />
            <Route path="tokens" element={<TokensPage />} />
            <Route path="vouchers" element={<VouchersPage />} />
            <Route path="districts" element={<DistrictsPage />} />
            <Route path="city-key" element={<CityKeyPage />} />
            <Route path="open-data" element={<OpenDataPage />} />
            <Route path="audit" element={<AuditPage />} />
            <Route path="*" element={<NotFound />} />
          </Routes>
        </Suspense>
      </main>
      <output className="for-screen-readers" aria-live="polite">
        {announced}
      </output>
    </div>
  )
}

function NotFound() {
  const t = useText()
  return (
    <div className="page">
      <h1>{t('error.notFound')}</h1>
      <Link to="/">{t('error.backToMap')}</Link>
    </div>
  )
}

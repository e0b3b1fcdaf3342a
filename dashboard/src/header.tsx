import { useState } from 'react'
import { NavLink } from 'react-router'
import {
  addNotice,
  type HealthState,
  listGateways,
  listHelpCases,
  listHotspotGroups,
  listVoucherBatches,
  type Summary,
} from '../../server/api/contract/index.ts'
import { useCity } from './city.tsx'
import { signOut } from './data/api.ts'
import { may } from './data/may.ts'
import { StateMark } from './hotspots/state.tsx'
import { LanguageSwitch } from './language-switch.tsx'
import { useText } from './languages/index.ts'
import { Administration } from './navigation.tsx'

/** Each with what it asks of the API; during an emergency operators see it, and administrators begin and end it. */
const forOperators = [
  ['/gateways', 'nav.gateways', listGateways],
  ['/help', 'nav.help', listHelpCases],
  ['/notices', 'nav.notices', addNotice],
  ['/emergency', 'nav.emergency', addNotice],
] as const

const figureStates: HealthState[] = ['up', 'degraded', 'down', 'unknown']

export function Header() {
  const t = useText()
  const { me, settings, summary, alerts, format } = useCity()
  const open = alerts.data?.total ?? 0
  return (
    <header className="header">
      <div className="bar">
        <p className="brand">
          <img src={`${import.meta.env.BASE_URL}icon.svg`} alt="Plaza" width="28" height="28" />
          <strong>{settings.cityName}</strong>
        </p>
        <nav aria-label={t('nav.label')}>
          <NavLink to="/" end>
            {t('nav.map')}
          </NavLink>
          <NavLink to="/neighbourhoods">{t('nav.neighbourhoods')}</NavLink>
          <NavLink to="/charts">{t('nav.charts')}</NavLink>
          <NavLink to="/alerts">
            {t('nav.alerts')}
            {open > 0 ? (
              <span className="badge" title={t('alerts.count', { count: open })}>
                {format.count(open)}
              </span>
            ) : null}
          </NavLink>
          <NavLink to="/network">{t('nav.network')}</NavLink>
          {forOperators
            .filter(([, , asked]) => may(me, asked))
            .map(([path, text]) => (
              <NavLink key={path} to={path}>
                {t(text)}
              </NavLink>
            ))}
          {may(me, listHotspotGroups) ? (
            <Administration />
          ) : settings.vouchers && may(me, listVoucherBatches) ? (
            <NavLink to="/vouchers">{t('nav.vouchers')}</NavLink>
          ) : null}
        </nav>
        <div className="who">
          <span className="person">
            {me.name} <span className="role">{t(`role.${me.role}`)}</span>
            {me.districts ? <span className="role">{me.districts.map(({ name }) => name).join(', ')}</span> : null}
          </span>
          <LanguageSwitch />
          <SignOut />
        </div>
      </div>
      {summary ? <Figures summary={summary} /> : null}
    </header>
  )
}

function SignOut() {
  const t = useText()
  const { me } = useCity()
  const [failed, setFailed] = useState(false)
  const leave = () => signOut(me.csrf).catch(() => setFailed(true))
  return (
    <>
      <button type="button" className="quiet" onClick={leave}>
        {t('staff.signOut')}
      </button>
      {failed ? <span role="alert">{t('staff.signOutFailed')}</span> : null}
    </>
  )
}

function Figures({ summary }: { summary: Summary }) {
  const t = useText()
  const { format } = useCity()
  return (
    <dl className="figures" aria-label={t('summary.label')} tabIndex={0}>
      {figureStates.map((state) => (
        <div key={state} data-figure={state} title={t('summary.stateHelp')}>
          <dt>
            <StateMark state={state} /> {t(`states.${state}`)}
          </dt>
          <dd>{format.count(summary.hotspots[state])}</dd>
        </div>
      ))}
      <div data-figure="liveSessions" title={t('summary.sessionsHelp')}>
        <dt>{t('summary.sessions')}</dt>
        <dd>{format.count(summary.liveSessions)}</dd>
      </div>
      <div data-figure="residentsToday" title={t('summary.residentsTodayHelp')}>
        <dt>{t('summary.residentsToday')}</dt>
        <dd>{format.count(summary.residentsToday)}</dd>
      </div>
      <Residents summary={summary} />
    </dl>
  )
}

const ofResidents = [
  ['covered', 'residentsCovered'],
  ['unchecked', 'residentsUnchecked'],
  ['without', 'residentsWithout'],
] as const

/** Three classes, each of the whole population, and whom of the last faults have left. */
function Residents({ summary }: { summary: Summary }) {
  const t = useText()
  const { format } = useCity()
  const all = format.count(summary.residents)
  const faults = summary.residentsWithoutByFaults
  return (
    <>
      {ofResidents.map(([name, field]) => (
        <div key={name} data-figure={name} title={t(`summary.${name}Help`, { all })}>
          <dt>{t(`summary.${name}`)}</dt>
          <dd>
            {format.count(summary[field])}{' '}
            <small>{summary.residents > 0 ? format.exactShare(summary[field] / summary.residents) : null}</small>
          </dd>
        </div>
      ))}
      <div data-figure="faults" className={faults > 0 ? 'alarming' : ''} title={t('summary.faultsHelp')}>
        <dt>{t('summary.faults')}</dt>
        <dd>{format.count(faults)}</dd>
      </div>
    </>
  )
}

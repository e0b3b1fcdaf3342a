import { useState } from 'react'
import { Link } from 'react-router'
import type { HealthState, Summary } from '../../server/api/contract/index.ts'
import { useCity } from './city.tsx'
import { signOut } from './data/api.ts'
import { StateMark } from './hotspots/state.tsx'
import { LanguageSwitch } from './language-switch.tsx'
import { useText } from './languages/index.ts'
import { Navigation } from './navigation.tsx'
import { NONE } from './parts/format.ts'
import { useRingWords } from './parts/ring.tsx'
import { Search } from './search/palette.tsx'
import { ThemeSwitch } from './theme/switch.tsx'

const figureStates: HealthState[] = ['up', 'degraded', 'down', 'unknown']

export function Header() {
  const t = useText()
  const { me, settings, summary } = useCity()
  return (
    <header className="header">
      <div className="bar">
        <p className="brand">
          <img src={`${import.meta.env.BASE_URL}icon.svg`} alt="Plaza" width="28" height="28" />
          <strong>{settings.cityName}</strong>
        </p>
        <Navigation />
        <div className="who">
          <Search />
          <span className="person">
            {me.name} <span className="role">{t(`role.${me.role}`)}</span>
            {me.districts ? <span className="role">{me.districts.map(({ name }) => name).join(', ')}</span> : null}
          </span>
          <ThemeSwitch />
          <LanguageSwitch />
          <SignOut />
        </div>
      </div>
      <Figures summary={summary} />
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

/** Figures that are not known yet have their place: nothing below moves when they come. */
function Figures({ summary }: { summary: Summary | undefined }) {
  const t = useText()
  const { format } = useCity()
  return (
    <dl className="figures" aria-label={t('summary.label')} tabIndex={0}>
      {figureStates.map((state) => (
        <div key={state} data-figure={state} title={t('summary.stateHelp')}>
          <dt>
            <Link className="figure-link" to={`/?state=${state}`}>
              <StateMark state={state} /> {t(`states.${state}`)}
            </Link>
          </dt>
          <dd>{summary ? format.count(summary.hotspots[state]) : NONE}</dd>
        </div>
      ))}
      <div data-figure="liveSessions" title={t('summary.sessionsHelp')}>
        <dt>{t('summary.sessions')}</dt>
        <dd>{summary ? format.count(summary.liveSessions) : NONE}</dd>
      </div>
      <div data-figure="residentsToday" title={t('summary.residentsTodayHelp')}>
        <dt>{t('summary.residentsToday')}</dt>
        <dd>{summary ? format.count(summary.residentsToday) : NONE}</dd>
      </div>
      {summary ? <Residents summary={summary} /> : null}
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
  const ring = useRingWords()('walk')
  const faults = summary.residentsWithoutByFaults
  return (
    <>
      {ofResidents.map(([name, field]) => (
        <div key={name} data-figure={name} title={t(`summary.${name}Help`, { all, ring })}>
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

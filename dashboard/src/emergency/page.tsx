import { useState } from 'react'
import { type Emergency, endEmergency, listEmergencies } from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { useReason } from '../data/reason.ts'
import { useList } from '../data/resource.ts'
import { Ask } from '../hotspots/ask.tsx'
import { useText } from '../languages/index.ts'
import { CurrentAndPast } from '../parts/current-and-past.tsx'
import { EmergencyForm } from './form.tsx'
import { placeOf } from './place.ts'

/** Begins and ends the time in which everybody gets online, and shows those there were. */
export function EmergencyPage() {
  const t = useText()
  const { me, format } = useCity()
  const list = useList(listEmergencies, {})
  const { reload } = list
  return (
    <div className="page">
      <h1>{t('emergency.title')}</h1>
      <p className="muted">{t('emergency.lead')}</p>
      <CurrentAndPast
        of={list}
        isCurrent={({ active }) => active}
        none={t('emergency.none')}
        current={(emergency) => <Active key={emergency.id} of={emergency} onEnded={reload} />}
        pastTitle={t('emergency.past')}
        past={(emergency) => (
          <li key={emergency.id}>
            {placeOf(emergency, t)}: {emergency.reason}{' '}
            <small className="muted">
              {format.moment(emergency.startedAt)} – {format.moment(emergency.endedAt ?? emergency.endsAt)}
              {emergency.startedBy ? `, ${emergency.startedBy}` : ''}
            </small>
          </li>
        )}
      >
        {me.role === 'admin' ? (
          <EmergencyForm onStarted={reload} />
        ) : (
          <p className="muted">{t('emergency.forbidden')}</p>
        )}
      </CurrentAndPast>
    </div>
  )
}

function Active({ of, onEnded }: { of: Emergency; onEnded: () => void }) {
  const t = useText()
  const { me, change, format } = useCity()
  const [isAsked, setAsked] = useState(false)
  const [error, setError] = useState<unknown>()
  const reason = useReason(error)
  const end = () => {
    setAsked(false)
    setError(undefined)
    change(endEmergency, { params: { id: of.id } }).then(onEnded, setError)
  }
  return (
    <section className="emergency-active" data-emergency={of.id}>
      <h2>{t('emergency.active', { place: placeOf(of, t) })}</h2>
      <p>{of.reason}</p>
      <p className="muted">{t('emergency.until', { at: format.moment(of.endsAt) })}</p>
      {me.role !== 'admin' ? null : isAsked ? (
        <Ask question={t('emergency.sureEnd')} onCancel={() => setAsked(false)}>
          <button type="button" className="go" onClick={end}>
            {t('emergency.yesEnd')}
          </button>
          <button type="button" onClick={() => setAsked(false)}>
            {t('emergency.no')}
          </button>
        </Ask>
      ) : (
        <button type="button" onClick={() => setAsked(true)}>
          {t('emergency.end')}
        </button>
      )}
      {error ? <p role="alert">{reason}</p> : null}
    </section>
  )
}

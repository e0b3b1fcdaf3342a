import { useState } from 'react'
import { listNotices, type Notice, withdrawNotice } from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { useReason } from '../data/reason.ts'
import { useList } from '../data/resource.ts'
import { useText } from '../languages/index.ts'
import { CurrentAndPast } from '../parts/current-and-past.tsx'
import { NoticeForm } from './form.tsx'

/** What residents read on the portal, by place and time. */
export function PortalNoticesPage() {
  const t = useText()
  const { me } = useCity()
  const list = useList(listNotices, {})
  const { reload } = list
  const allowed = me.role === 'operator' || me.role === 'admin'
  return (
    <div className="page">
      <h1>{t('portalNotices.title')}</h1>
      <p className="muted">{t('portalNotices.lead')}</p>
      <CurrentAndPast
        of={list}
        isCurrent={({ over }) => !over}
        none={t('portalNotices.none')}
        current={(notice) => <Current key={notice.id} of={notice} allowed={allowed} onWithdrawn={reload} />}
        pastTitle={t('portalNotices.past')}
        past={(notice) => (
          <li key={notice.id}>
            {notice.texts.es} <When of={notice} />
          </li>
        )}
      >
        {allowed ? <NoticeForm onAdded={reload} /> : <p className="muted">{t('portalNotices.forbidden')}</p>}
      </CurrentAndPast>
    </div>
  )
}

function When({ of: { hotspot, neighbourhood, startsAt, endsAt } }: { of: Notice }) {
  const t = useText()
  const { format } = useCity()
  return (
    <small className="muted">
      {hotspot ?? neighbourhood ?? t('emergency.city')} · {format.moment(startsAt)} – {format.moment(endsAt)}
    </small>
  )
}

function Current({ of, allowed, onWithdrawn }: { of: Notice; allowed: boolean; onWithdrawn: () => void }) {
  const t = useText()
  const { change } = useCity()
  const [error, setError] = useState<unknown>()
  const reason = useReason(error)
  const withdraw = () => change(withdrawNotice, { params: { id: of.id } }).then(onWithdrawn, setError)
  return (
    <section className="emergency-active" data-notice={of.id} aria-label={t(`portalNotices.kind.${of.kind}`)}>
      <h2>{t(`portalNotices.kind.${of.kind}`)}</h2>
      {Object.entries(of.texts).map(([language, text]) => (
        <p key={language} lang={language}>
          {text}
        </p>
      ))}
      <p>
        <When of={of} />
      </p>
      {allowed ? (
        <button
          type="button"
          onClick={withdraw}
          aria-label={t('portalNotices.withdrawOf', { text: of.texts.es ?? '' })}
        >
          {t('portalNotices.withdraw')}
        </button>
      ) : null}
      {error ? <p role="alert">{reason}</p> : null}
    </section>
  )
}

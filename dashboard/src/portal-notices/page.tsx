import { useState } from 'react'
import type { Notices } from '../../../server/api/contract.ts'
import { sources, withdrawNotice } from '../api.ts'
import { useCity } from '../city.tsx'
import { useText } from '../languages/index.ts'
import { Failure, Loading, useReason } from '../notices.tsx'
import { useResource } from '../resource.ts'
import { NoticeForm } from './form.tsx'

type Notice = Notices['notices'][number]

/** What residents read on the portal, by place and time. */
export function PortalNoticesPage() {
  const t = useText()
  const { me } = useCity()
  const { data, error, reload } = useResource(sources.portalNotices)
  const allowed = me.role === 'operator' || me.role === 'admin'
  const current = data?.notices.filter(({ over }) => !over) ?? []
  const past = data?.notices.filter(({ over }) => over) ?? []
  return (
    <div className="page notices-page">
      <h1>{t('portalNotices.title')}</h1>
      <p className="muted">{t('portalNotices.lead')}</p>
      {error ? <Failure error={error} retry={reload} /> : null}
      {!data && !error ? <Loading /> : null}
      {data && current.length === 0 ? <p className="empty">{t('portalNotices.none')}</p> : null}
      {current.map((notice) => (
        <Current key={notice.id} of={notice} allowed={allowed} onWithdrawn={reload} />
      ))}
      {allowed ? <NoticeForm onAdded={reload} /> : <p className="muted">{t('portalNotices.forbidden')}</p>}
      {past.length > 0 ? (
        <>
          <h2>{t('portalNotices.past')}</h2>
          <ul>
            {past.map((notice) => (
              <li key={notice.id}>
                {notice.texts.es} <When of={notice} />
              </li>
            ))}
          </ul>
        </>
      ) : null}
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
  const { me } = useCity()
  const [error, setError] = useState<unknown>()
  const reason = useReason(error)
  const withdraw = () => withdrawNotice(of.id, me.csrf).then(onWithdrawn, setError)
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

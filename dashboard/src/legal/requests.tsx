import { useState } from 'react'
import type { LawfulRequest } from '../../../server/api/contract.ts'
import { askLawfully, decideLawfully, sources, takeLawfulExport } from '../api.ts'
import { useCity } from '../city.tsx'
import { Ask } from '../hotspots/ask.tsx'
import { useText } from '../languages/index.ts'
import { Failure, Loading } from '../notices.tsx'
import { useResource } from '../resource.ts'
import { useLegalReason } from './reason.ts'
import { Scope } from './scope.tsx'
import { ScopeForm } from './scope-form.tsx'

/** What authorities asked for: one asks, another approves, both may take the export. */
export function Requests() {
  const t = useText()
  const { me } = useCity()
  const { data, error, reload } = useResource(sources.lawfulRequests)
  const ask = (scope: Parameters<typeof askLawfully>[0]) => askLawfully(scope, me.csrf).then(reload)
  return (
    <section aria-labelledby="lawful-requests">
      <h2 id="lawful-requests">{t('legal.requests')}</h2>
      <p className="muted">{t('legal.requestsLead')}</p>
      <ScopeForm title={t('legal.ask')} send={t('legal.askSend')} onSend={ask} />
      {error ? <Failure error={error} retry={reload} /> : null}
      {!data && !error ? <Loading /> : null}
      {data?.requests.length === 0 ? <p className="empty">{t('legal.noRequests')}</p> : null}
      {data && data.requests.length > 0 ? (
        <table className="legal">
          <thead>
            <tr>
              <th scope="col">{t('legal.number')}</th>
              <th scope="col">{t('legal.authority')}</th>
              <th scope="col">{t('legal.scope')}</th>
              <th scope="col">{t('legal.state')}</th>
              <th scope="col">{t('legal.actions')}</th>
            </tr>
          </thead>
          <tbody>
            {data.requests.map((request) => (
              <tr key={request.id} data-request={request.id}>
                <th scope="row">{request.id}</th>
                <Scope of={request} />
                <td>
                  <State of={request} />
                </td>
                <td>
                  <Actions of={request} onDone={reload} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : null}
    </section>
  )
}

function State({ of }: { of: LawfulRequest }) {
  const t = useText()
  const { format } = useCity()
  return (
    <>
      {t(`legal.state.${of.state}`)}
      <br />
      <small>{t('legal.askedBy', { name: of.askedBy, at: format.moment(of.askedAt) })}</small>
      {of.decidedAt === null ? null : (
        <>
          <br />
          <small>{t('legal.decidedBy', { name: of.decidedBy ?? '', at: format.moment(of.decidedAt) })}</small>
        </>
      )}
      {of.sha256 === null ? null : (
        <>
          <br />
          <code className="digest">SHA-256 {of.sha256}</code>
        </>
      )}
    </>
  )
}

function Actions({ of, onDone }: { of: LawfulRequest; onDone: () => void }) {
  const t = useText()
  const { me, format } = useCity()
  const [asked, setAsked] = useState<'approve' | 'refuse'>()
  const [error, setError] = useState<unknown>()
  const reason = useLegalReason(error)
  const done = (work: Promise<unknown>) => {
    setAsked(undefined)
    setError(undefined)
    work.then(onDone, setError)
  }
  if (asked) {
    return (
      <Ask question={t(`legal.sure.${asked}`, { id: of.id })} onCancel={() => setAsked(undefined)}>
        <button type="button" className="go" onClick={() => done(decideLawfully(of.id, asked, me.csrf))}>
          {t(`legal.yes.${asked}`)}
        </button>
        <button type="button" onClick={() => setAsked(undefined)}>
          {t('legal.no')}
        </button>
      </Ask>
    )
  }
  return (
    <>
      {of.state === 'asked' && of.mine ? <span className="muted">{t('legal.waits')}</span> : null}
      {of.state === 'asked' && !of.mine ? (
        <p className="buttons">
          <button type="button" onClick={() => setAsked('approve')}>
            {t('legal.approve')}
          </button>
          <button type="button" onClick={() => setAsked('refuse')}>
            {t('legal.refuse')}
          </button>
        </p>
      ) : null}
      {of.exportUntil === null ? null : (
        <>
          <button type="button" onClick={() => done(takeLawfulExport(of.id, me.csrf).then(save(of.id)))}>
            {t('legal.download')}
          </button>
          <br />
          <small>{t('legal.exportUntil', { at: format.moment(of.exportUntil) })}</small>
        </>
      )}
      {error ? <p role="alert">{reason}</p> : null}
    </>
  )
}

/** Has the browser save the file exactly as it was sealed. */
const save =
  (id: number) =>
  ({ text }: { text: string }) => {
    const address = URL.createObjectURL(new Blob([text], { type: 'application/json' }))
    const link = document.createElement('a')
    link.href = address
    link.download = `plaza-${id}.json`
    link.click()
    URL.revokeObjectURL(address)
  }

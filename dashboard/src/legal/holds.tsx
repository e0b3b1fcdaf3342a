import { useState } from 'react'
import { type LegalHold, listLegalHolds, placeLegalHold, releaseLegalHold } from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { useReason } from '../data/reason.ts'
import { useList } from '../data/resource.ts'
import { Ask } from '../hotspots/ask.tsx'
import { useText } from '../languages/index.ts'
import { Failure, Loading } from '../notices.tsx'
import { More } from '../parts/more.tsx'
import { Scope } from './scope.tsx'
import { type NewScope, ScopeForm } from './scope-form.tsx'

/** What retention leaves alone, and until when. */
export function Holds() {
  const t = useText()
  const { change } = useCity()
  const list = useList(listLegalHolds, {})
  const { data, error, reload } = list
  const place = (scope: NewScope, endsAt: string) => change(placeLegalHold, { body: { ...scope, endsAt } }).then(reload)
  return (
    <section aria-labelledby="legal-holds">
      <h2 id="legal-holds">{t('legal.holds')}</h2>
      <p className="muted">{t('legal.holdsLead')}</p>
      <ScopeForm title={t('legal.place')} send={t('legal.placeSend')} withEnd onSend={place} />
      {error ? <Failure error={error} retry={reload} /> : null}
      {!data && !error ? <Loading /> : null}
      {data?.items.length === 0 ? <p className="empty">{t('legal.noHolds')}</p> : null}
      {data && data.items.length > 0 ? (
        <table className="legal">
          <thead>
            <tr>
              <th scope="col">{t('legal.number')}</th>
              <th scope="col">{t('legal.authority')}</th>
              <th scope="col">{t('legal.scope')}</th>
              <th scope="col">{t('legal.endsAt')}</th>
              <th scope="col">{t('legal.actions')}</th>
            </tr>
          </thead>
          <tbody>
            {data.items.map((hold) => (
              <tr key={hold.id} data-hold={hold.id}>
                <th scope="row">{hold.id}</th>
                <Scope of={hold} />
                <td>
                  <End of={hold} />
                </td>
                <td>{hold.active ? <Release of={hold} onDone={reload} /> : null}</td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : null}
      <More of={list} />
    </section>
  )
}

function End({ of }: { of: LegalHold }) {
  const t = useText()
  const { format } = useCity()
  if (of.releasedAt !== null) return <>{t('legal.released', { at: format.moment(of.releasedAt) })}</>
  return <>{of.active ? format.moment(of.endsAt) : t('legal.ended', { at: format.moment(of.endsAt) })}</>
}

function Release({ of, onDone }: { of: LegalHold; onDone: () => void }) {
  const t = useText()
  const { change } = useCity()
  const [isAsked, setAsked] = useState(false)
  const [error, setError] = useState<unknown>()
  const reason = useReason(error)
  if (!isAsked) {
    return (
      <>
        <button type="button" onClick={() => setAsked(true)}>
          {t('legal.release')}
        </button>
        {error ? <p role="alert">{reason}</p> : null}
      </>
    )
  }
  const release = () => {
    setAsked(false)
    setError(undefined)
    change(releaseLegalHold, { params: { id: of.id } }).then(onDone, setError)
  }
  return (
    <Ask question={t('legal.sure.release', { id: of.id })} onCancel={() => setAsked(false)}>
      <button type="button" className="go" onClick={release}>
        {t('legal.yes.release')}
      </button>
      <button type="button" onClick={() => setAsked(false)}>
        {t('legal.no')}
      </button>
    </Ask>
  )
}

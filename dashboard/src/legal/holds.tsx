import { useState } from 'react'
import { type LegalHold, listLegalHolds, placeLegalHold, releaseLegalHold } from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { useReason } from '../data/reason.ts'
import { useList } from '../data/resource.ts'
import { Ask } from '../hotspots/ask.tsx'
import { useText } from '../languages/index.ts'
import { ListTable } from '../parts/list-table.tsx'
import { Scope } from './scope.tsx'
import { type NewScope, ScopeForm } from './scope-form.tsx'

/** What retention leaves alone, and until when. */
export function Holds() {
  const t = useText()
  const { change } = useCity()
  const list = useList(listLegalHolds, {})
  const { reload } = list
  const place = (scope: NewScope, endsAt: string) => change(placeLegalHold, { body: { ...scope, endsAt } }).then(reload)
  return (
    <section aria-labelledby="legal-holds">
      <h2 id="legal-holds">{t('legal.holds')}</h2>
      <p className="muted">{t('legal.holdsLead')}</p>
      <ScopeForm title={t('legal.place')} send={t('legal.placeSend')} withEnd onSend={place} />
      <ListTable
        of={list}
        className="legal"
        columns={[t('legal.number'), t('legal.authority'), t('legal.scope'), t('legal.endsAt'), t('legal.actions')]}
        none={t('legal.noHolds')}
        row={(hold) => (
          <tr key={hold.id} data-hold={hold.id}>
            <th scope="row">{hold.id}</th>
            <Scope of={hold} />
            <td>
              <End of={hold} />
            </td>
            <td>{hold.active ? <Release of={hold} onDone={reload} /> : null}</td>
          </tr>
        )}
      />
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

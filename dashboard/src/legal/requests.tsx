import { useState } from 'react'
import {
  approveLawfulRequest,
  askLawfully,
  type LawfulRequest,
  listLawfulRequests,
  refuseLawfulRequest,
  takeLawfulExport,
} from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { useReason } from '../data/reason.ts'
import { useList } from '../data/resource.ts'
import { Ask } from '../hotspots/ask.tsx'
import { useText } from '../languages/index.ts'
import { ListTable } from '../parts/list-table.tsx'
import { saveFile } from '../parts/save-file.ts'
import { Scope } from './scope.tsx'
import { type NewScope, ScopeForm } from './scope-form.tsx'

/** What authorities asked for: one asks, another approves, both may take the export. */
export function Requests() {
  const t = useText()
  const { change } = useCity()
  const list = useList(listLawfulRequests, {})
  const { reload } = list
  const ask = (body: NewScope) => change(askLawfully, { body }).then(reload)
  return (
    <section aria-labelledby="lawful-requests">
      <h2 id="lawful-requests">{t('legal.requests')}</h2>
      <p className="muted">{t('legal.requestsLead')}</p>
      <ScopeForm title={t('legal.ask')} send={t('legal.askSend')} onSend={ask} />
      <ListTable
        of={list}
        className="legal"
        columns={[t('legal.number'), t('legal.authority'), t('legal.scope'), t('legal.state'), t('legal.actions')]}
        none={t('legal.noRequests')}
        row={(request) => (
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
        )}
      />
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

const decisions = { approve: approveLawfulRequest, refuse: refuseLawfulRequest }

function Actions({ of, onDone }: { of: LawfulRequest; onDone: () => void }) {
  const t = useText()
  const { change, format } = useCity()
  const [asked, setAsked] = useState<'approve' | 'refuse'>()
  const [error, setError] = useState<unknown>()
  const reason = useReason(error)
  const done = (work: Promise<unknown>) => {
    setAsked(undefined)
    setError(undefined)
    work.then(onDone, setError)
  }
  if (asked) {
    return (
      <Ask question={t(`legal.sure.${asked}`, { id: of.id })} onCancel={() => setAsked(undefined)}>
        <button type="button" className="go" onClick={() => done(change(decisions[asked], { params: { id: of.id } }))}>
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
          <button
            type="button"
            onClick={() => done(change(takeLawfulExport, { params: { id: of.id } }).then(save(of.id)))}
          >
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
  ({ text }: { text: string }) =>
    saveFile(`plaza-${id}.json`, 'application/json', text)

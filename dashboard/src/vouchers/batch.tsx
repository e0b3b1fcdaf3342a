import { useState } from 'react'
import { listVouchers, revokeVouchers, type Voucher, type VoucherBatch } from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { useReason } from '../data/reason.ts'
import { useResource } from '../data/resource.ts'
import { Ask, useReturnedFocus } from '../hotspots/ask.tsx'
import { useText } from '../languages/index.ts'
import { WholeAsCsv } from '../parts/csv-link.tsx'
import { NONE } from '../parts/format.ts'
import { Reading } from '../parts/reading.tsx'

const states = ['unused', 'used', 'ended', 'revoked'] as const
const HOUR = 3600

interface Props {
  of: VoucherBatch
  onChange: () => void
}

/** A batch: what it is, how much of it was used, and each voucher of it when that is asked for. */
export function BatchRow({ of, onChange }: Props) {
  const t = useText()
  const [isOpen, setOpen] = useState(false)
  const revoking = useRevoking(of.id, null, onChange)
  return (
    <li data-batch={of.id}>
      <h3>{of.name}</h3>
      <Facts of={of} />
      <p className="counts">
        {states
          .filter((state) => of[state] > 0)
          .map((state) => (
            <span key={state} className={`voucher-${state}`}>
              <b>{of[state]}</b> {t(`vouchers.state.${state}`)}
            </span>
          ))}
      </p>
      <div className="buttons">
        <button
          type="button"
          aria-expanded={isOpen}
          aria-label={isOpen ? undefined : t('vouchers.showOf', { id: of.id })}
          onClick={() => setOpen(!isOpen)}
        >
          {t(isOpen ? 'vouchers.hide' : 'vouchers.show')}
        </button>
        {of.unused + of.used > 0 ? (
          <Revoke
            of={revoking}
            label={t('vouchers.revokeOf', { id: of.id })}
            question={t('vouchers.sure', { name: of.name })}
          />
        ) : null}
      </div>
      {isOpen ? <Vouchers of={of} onChange={onChange} /> : null}
    </li>
  )
}

function Facts({ of: { id, policy, devices, endsAt, seconds, madeAt, madeBy } }: { of: VoucherBatch }) {
  const t = useText()
  const { format } = useCity()
  const at = format.moment(endsAt)
  return (
    <>
      <p>
        {seconds === null ? t('vouchers.until', { at }) : t('vouchers.lasts', { hours: seconds / HOUR, at })}
        {' · '}
        {policy} · {t('vouchers.devicesEach', { count: devices })}
      </p>
      <p className="muted">
        {t('vouchers.batch', { id })} ·{' '}
        {madeBy === null
          ? t('vouchers.madeByCommand', { at: format.moment(madeAt) })
          : t('vouchers.madeBy', { name: madeBy, at: format.moment(madeAt) })}
      </p>
    </>
  )
}

function Vouchers({ of: { id, ...batch }, onChange }: Props) {
  const t = useText()
  const list = useResource(listVouchers, { params: { id } })
  const changed = () => {
    list.reload()
    onChange()
  }
  return (
    <>
      <Reading of={list} />
      {list.data ? (
        <table>
          <caption className="for-screen-readers">{batch.name}</caption>
          <thead>
            <tr>
              <th scope="col">{t('vouchers.number')}</th>
              <th scope="col">{t('vouchers.state')}</th>
              <th scope="col">{t('vouchers.firstUsed')}</th>
              <th scope="col">{t('vouchers.ends')}</th>
              <td />
            </tr>
          </thead>
          <tbody>
            {list.data.items.map((voucher) => (
              <VoucherRow key={voucher.number} batch={id} of={voucher} onChange={changed} />
            ))}
          </tbody>
        </table>
      ) : null}
      {list.data ? <WholeAsCsv of={listVouchers} given={{ params: { id } }} /> : null}
    </>
  )
}

function VoucherRow({ batch, of, onChange }: { batch: number; of: Voucher; onChange: () => void }) {
  const t = useText()
  const { format } = useCity()
  const { number, state, firstUsedAt, endsAt } = of
  const id = `${batch}-${number}`
  const revoking = useRevoking(batch, number, onChange)
  const name = <th scope="row">{id}</th>
  // The question needs the room of the row.
  if (revoking.isAsking)
    return (
      <tr>
        {name}
        <td colSpan={4}>
          <Revoke of={revoking} label={t('vouchers.revokeOne', { id })} question={t('vouchers.sureOne', { id })} />
        </td>
      </tr>
    )
  return (
    <tr>
      {name}
      <td className={`voucher-${state}`}>{t(`vouchers.is.${state}`)}</td>
      <td>{firstUsedAt === null ? NONE : format.moment(firstUsedAt)}</td>
      <td>{endsAt === null ? NONE : format.moment(endsAt)}</td>
      <td>
        {state === 'unused' || state === 'used' ? (
          <Revoke of={revoking} label={t('vouchers.revokeOne', { id })} question={t('vouchers.sureOne', { id })} />
        ) : null}
      </td>
    </tr>
  )
}

/** Revokes a batch, or the one of this number, once that was asked. @param number null: the whole batch */
function useRevoking(batch: number, number: number | null, onDone: () => void) {
  const t = useText()
  const { change, announce } = useCity()
  const [isAsking, setAsking] = useState(false)
  const [error, setError] = useState<unknown>()
  const reason = useReason(error)
  const button = useReturnedFocus(!isAsking)
  const revoke = () => {
    setAsking(false)
    change(revokeVouchers, { params: { id: batch }, body: { number } }).then(({ revoked }) => {
      announce(t('vouchers.revoked', { count: revoked }))
      onDone()
    }, setError)
  }
  return { isAsking, setAsking, revoke, button, failure: error ? reason : undefined }
}

interface RevokeProps {
  of: ReturnType<typeof useRevoking>
  label: string
  question: string
}

function Revoke({ of: { isAsking, setAsking, revoke, button, failure }, label, question }: RevokeProps) {
  const t = useText()
  if (isAsking)
    return (
      <Ask question={question} onCancel={() => setAsking(false)}>
        <button type="button" className="go" onClick={revoke}>
          {t('vouchers.yes')}
        </button>
        <button type="button" onClick={() => setAsking(false)}>
          {t('vouchers.no')}
        </button>
      </Ask>
    )
  return (
    <>
      <button ref={button} type="button" aria-label={label} onClick={() => setAsking(true)}>
        {t('vouchers.revoke')}
      </button>
      {failure === undefined ? null : <p role="alert">{failure}</p>}
    </>
  )
}

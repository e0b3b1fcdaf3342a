import { useEffect, useRef } from 'react'
import { useCity } from '../city.tsx'
import { useText } from '../languages/index.ts'
import type { Made } from './make-form.tsx'

/** The vouchers that were just made, several on a sheet, to be printed: their codes are nowhere else. */
export function Sheet({ of: made, onClose }: { of: Made; onClose: () => void }) {
  const t = useText()
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => heading.current?.focus(), [])
  useEffect(() => {
    const ask = (event: BeforeUnloadEvent) => event.preventDefault()
    addEventListener('beforeunload', ask)
    return () => removeEventListener('beforeunload', ask)
  }, [])
  return (
    <>
      <div className="sheet-head">
        <h2 ref={heading} tabIndex={-1}>
          {t('vouchers.made', { count: made.vouchers.length })}
        </h2>
        <p role="alert">{t('vouchers.once')}</p>
        <p className="buttons">
          <button type="button" className="go" onClick={() => print()}>
            {t('vouchers.print')}
          </button>
          <button type="button" onClick={onClose}>
            {t('vouchers.close')}
          </button>
        </p>
      </div>
      <ul className="sheet">
        {made.vouchers.map(({ number, code }) => (
          <Card key={number} of={made} number={number} code={code} />
        ))}
      </ul>
    </>
  )
}

function Card({ of: { id, wanted }, number, code }: { of: Made; number: number; code: string }) {
  const t = useText()
  const { settings, format } = useCity()
  const { endsAt, hours, devices, name } = wanted
  const at = format.moment(endsAt)
  return (
    <li>
      <strong>{t('voucherCard.title', { city: settings.cityName })}</strong>
      <code>{code}</code>
      <p>{t('voucherCard.how')}</p>
      <p>{hours === null ? t('voucherCard.until', { at }) : t('voucherCard.hours', { hours, at })}</p>
      <p>{t('voucherCard.devices', { count: devices })}</p>
      <small>
        {id}-{number} · {name}
      </small>
    </li>
  )
}

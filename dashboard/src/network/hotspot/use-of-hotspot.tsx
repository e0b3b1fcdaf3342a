import { useState } from 'react'
import { restoreHotspot, retireHotspot } from '../../../../server/api/contract/index.ts'
import { useCity } from '../../city.tsx'
import { Ask, useReturnedFocus } from '../../hotspots/ask.tsx'
import { useText } from '../../languages/index.ts'
import { FormFailure } from '../../parts/form-failure.tsx'
import { mayChange } from '../frame.tsx'
import type { PartProps } from './hotspot-page.tsx'

/** Takes a hotspot out of use after a question, and says of one that is so and puts it back. */
export function UseOfHotspot({ of: { id, name, retiredAt }, onChange }: PartProps) {
  const t = useText()
  const { me, change, announce, format } = useCity()
  const [isAsked, setAsked] = useState(false)
  const [isSending, setSending] = useState(false)
  const [error, setError] = useState<unknown>()
  const button = useReturnedFocus(!isAsked && !isSending)
  const put = async (retired: boolean) => {
    setSending(true)
    setError(undefined)
    await change(retired ? retireHotspot : restoreHotspot, { params: { id } }).then(() => {
      announce(t(retired ? 'item.retiredNow' : 'item.restoredNow', { name }))
      onChange()
    }, setError)
    setSending(false)
    setAsked(false)
  }
  const may = mayChange(me.role)
  if (!may && retiredAt === null) return null
  return (
    <div className={retiredAt === null ? 'hotspot-use' : 'hotspot-use is-retired'}>
      {retiredAt === null ? null : <p>{t('item.retiredSince', { moment: format.moment(retiredAt) })}</p>}
      {isAsked ? (
        <Ask question={t('item.retireAsk', { name })} onCancel={() => setAsked(false)}>
          <p>{t('item.retireHelp')}</p>
          <button type="button" className="danger" disabled={isSending} onClick={() => put(true)}>
            {t('item.retireYes')}
          </button>
          <button type="button" onClick={() => setAsked(false)}>
            {t('network.cancel')}
          </button>
        </Ask>
      ) : may ? (
        <button
          type="button"
          ref={button}
          disabled={isSending}
          onClick={() => (retiredAt === null ? setAsked(true) : put(false))}
        >
          {t(retiredAt === null ? 'item.retire' : 'item.restore')}
        </button>
      ) : null}
      <FormFailure error={error} />
    </div>
  )
}

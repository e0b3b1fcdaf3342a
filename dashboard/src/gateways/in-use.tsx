import { type ReactNode, useState } from 'react'
import { removeGateway, useGateway as setGatewayUse } from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { Ask, useReturnedFocus } from '../hotspots/ask.tsx'
import { useText } from '../languages/index.ts'
import { FormFailure } from '../parts/form-failure.tsx'

/** What a gateway has that a change of its use touches. */
export interface Used {
  id: number
  name: string
  hotspots: number
  liveSessions: number
}

type Asked = 'disable' | 'remove'

/** Buttons that take a gateway out of use, put it back and remove it; each but putting back says first what follows. */
export function InUse({ of, disabled, onDone }: { of: Used; disabled: boolean; onDone: () => void }) {
  const t = useText()
  const { change, announce } = useCity()
  const [asked, setAsked] = useState<Asked>()
  const [isSending, setSending] = useState(false)
  const [error, setError] = useState<unknown>()
  const useButton = useReturnedFocus(asked !== 'disable' && !isSending)
  const removeButton = useReturnedFocus(asked !== 'remove' && !isSending)
  const { id, name } = of
  const params = { id }

  const send = async (work: Promise<unknown>, said: string) => {
    setSending(true)
    setError(undefined)
    await work.then(() => {
      announce(said)
      onDone()
    }, setError)
    setAsked(undefined)
    setSending(false)
  }
  const use = (disabled: boolean) =>
    send(
      change(setGatewayUse, { params, body: { disabled } }),
      t(disabled ? 'gateways.disabledNow' : 'gateways.enabledNow', { name }),
    )
  const remove = () => send(change(removeGateway, { params }), t('gateways.removedNow', { name }))

  if (asked) {
    return (
      <Consequences of={of} asked={asked} onCancel={() => setAsked(undefined)}>
        <button
          type="button"
          className="danger"
          disabled={isSending}
          onClick={asked === 'remove' ? remove : () => use(true)}
        >
          {t(`gateways.yes.${asked}`)}
        </button>
      </Consequences>
    )
  }
  return (
    <div className="gateway-use">
      <p className="buttons">
        {disabled ? (
          <button type="button" ref={useButton} disabled={isSending} onClick={() => use(false)}>
            {t('gateways.enable')} <span className="for-screen-readers">{name}</span>
          </button>
        ) : (
          <button type="button" ref={useButton} onClick={() => setAsked('disable')}>
            {t('gateways.disable')} <span className="for-screen-readers">{name}</span>
          </button>
        )}
        <button type="button" ref={removeButton} onClick={() => setAsked('remove')}>
          {t('gateways.remove')} <span className="for-screen-readers">{name}</span>
        </button>
      </p>
      <FormFailure error={error} />
    </div>
  )
}

interface Question {
  of: Used
  asked: Asked
  onCancel: () => void
  children: ReactNode
}

/** What follows when a gateway goes, for those who are online there and for its hotspots. */
function Consequences({ of: { name, hotspots, liveSessions }, asked, onCancel, children }: Question) {
  const t = useText()
  const { format } = useCity()
  const counted = (count: number) => ({ count, number: format.count(count) })
  const lines = [
    t(`gateways.after.${asked}`),
    hotspots > 0 ? t(`gateways.after.${asked}.hotspots`, counted(hotspots)) : t('gateways.after.noHotspots'),
    liveSessions > 0 ? t('gateways.after.sessions', counted(liveSessions)) : t('gateways.after.noSessions'),
    t(`gateways.after.${asked}.kept`),
  ]
  return (
    <Ask question={t(`gateways.sure.${asked}`, { name })} onCancel={onCancel}>
      <ul className="consequences">
        {lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
      {children}
      <button type="button" onClick={onCancel}>
        {t('gateways.cancel')}
      </button>
    </Ask>
  )
}

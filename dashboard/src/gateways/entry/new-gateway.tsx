import { useState } from 'react'
import { useReturnedFocus } from '../../hotspots/ask.tsx'
import { useText } from '../../languages/index.ts'
import { GatewayForm, type MadeSecrets } from './form.tsx'
import { Made } from './made-secrets.tsx'

/** Registers a gateway, and shows once what Plaza made for it. */
export function NewGateway({ onSaved }: { onSaved: () => void }) {
  const t = useText()
  const [isOpen, setOpen] = useState(false)
  const [made, setMade] = useState<MadeSecrets>()
  const button = useReturnedFocus(!isOpen && !made)
  const saved = (secrets: MadeSecrets) => {
    setOpen(false)
    if (secrets.secret !== null || secrets.uamSecret !== null) setMade(secrets)
    onSaved()
  }
  if (isOpen) {
    return (
      <div className="part">
        <h2>{t('gateways.new')}</h2>
        <GatewayForm onSaved={saved} onCancel={() => setOpen(false)} />
      </div>
    )
  }
  return (
    <>
      {made ? <Made of={made} onClose={() => setMade(undefined)} /> : null}
      <p className="new-gateway">
        <button type="button" className="go" ref={button} onClick={() => setOpen(true)}>
          {t('gateways.new')}
        </button>
      </p>
    </>
  )
}

import { useState } from 'react'
import { readGatewaySetup } from '../../../../server/api/contract/index.ts'
import { useResource } from '../../data/resource.ts'
import { useReturnedFocus } from '../../hotspots/ask.tsx'
import { useText } from '../../languages/index.ts'
import { Reading } from '../../parts/reading.tsx'
import { enteredOf, type Registered } from './entry.ts'
import { GatewayForm, type MadeSecrets } from './form.tsx'
import { Made } from './made-secrets.tsx'

/** Changes what a gateway is registered with, by a button. */
export function Edit({ gateway, onDone }: { gateway: Registered; onDone: () => void }) {
  const t = useText()
  const [isOpen, setOpen] = useState(false)
  const [made, setMade] = useState<MadeSecrets>()
  const button = useReturnedFocus(!isOpen && !made)
  const close = () => setOpen(false)
  const saved = (secrets: MadeSecrets) => {
    close()
    if (secrets.uamSecret !== null) setMade(secrets)
    onDone()
  }
  return (
    <div className="gateway-edit">
      {made ? <Made of={made} onClose={() => setMade(undefined)} /> : null}
      {isOpen ? (
        <Editing gateway={gateway} onSaved={saved} onCancel={close} />
      ) : (
        <button type="button" ref={button} onClick={() => setOpen(true)}>
          {t('gateways.edit')} <span className="for-screen-readers">{gateway.name}</span>
        </button>
      )}
    </div>
  )
}

interface EditingProps {
  gateway: Registered
  onSaved: (secrets: MadeSecrets) => void
  onCancel: () => void
}

function Editing({ gateway, ...then }: EditingProps) {
  const setup = useResource(readGatewaySetup, { params: { id: gateway.id } })
  return (
    <>
      <Reading of={setup} />
      {setup.data ? <GatewayForm of={enteredOf(gateway, setup.data)} {...then} /> : null}
    </>
  )
}

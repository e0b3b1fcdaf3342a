import { useEffect, useState } from 'react'
import { type GatewayListItem, readGatewaySetup, rotateGatewaySecret } from '../../../../server/api/contract/index.ts'
import { useCity } from '../../city.tsx'
import { useResource } from '../../data/resource.ts'
import { Ask } from '../../hotspots/ask.tsx'
import { useText } from '../../languages/index.ts'
import { FormFailure } from '../../parts/form-failure.tsx'
import { Reading } from '../../parts/reading.tsx'
import { Certificate } from './certificate.tsx'
import { CopyText } from './copy-text.tsx'
import { useMadeOnce } from './made-once.ts'

/** The City Key has answered until then, or will not. */
const SOON_MS = 2000

/** What is set at the gateway itself, ready to copy; for administrators a new shared secret, shown once. */
export function Setup({ gateway }: { gateway: GatewayListItem }) {
  const t = useText()
  const { me } = useCity()
  const [isOpen, setOpen] = useState(false)
  return (
    <details className="gateway-setup" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>{t('gateways.setup')}</summary>
      {isOpen ? <Texts id={gateway.id} /> : null}
      {isOpen && me.role === 'admin' && gateway.access === 'radius' ? (
        <>
          <NewSecret gateway={gateway} />
          <Certificate gateway={gateway} />
        </>
      ) : null}
    </details>
  )
}

function Texts({ id }: { id: number }) {
  const t = useText()
  const { format } = useCity()
  const [isAsking, setAsking] = useState(false)
  const setup = useResource(readGatewaySetup, { params: { id } }, isAsking ? SOON_MS : undefined)
  const { data } = setup
  useEffect(() => setAsking(data?.garden === 'asking'), [data])
  return (
    <>
      <Reading of={setup} />
      {data ? (
        <>
          <p className="muted">{t('gateways.setupHelp')}</p>
          <CopyText label={t('gateways.configuration')} text={data.configuration} />
          <CopyText label={t('gateways.walledGarden')} text={`${data.walledGarden.join('\n')}\n`} />
          {data.garden === 'sure' ? null : <p role="status">{t(`gateways.garden.${data.garden}`)}</p>}
          {data.captiveApi === null ? null : <CopyText label={t('gateways.captiveApi')} text={data.captiveApi} />}
          {data.certificates.map(({ fingerprint, notAfter }) => (
            <p key={fingerprint} className="digest">
              {t('gateways.certificateUntil', { until: format.moment(notAfter) })} {fingerprint}
            </p>
          ))}
        </>
      ) : null}
    </>
  )
}

/** Makes a new shared secret after a question, and shows it until the page is left. */
function NewSecret({ gateway: { id, name } }: { gateway: GatewayListItem }) {
  const t = useText()
  const { change } = useCity()
  const once = useMadeOnce<{ secret: string }>(t('gateways.newSecretMade', { name }))
  const make = () => once.make(change(rotateGatewaySecret, { params: { id } }))
  if (once.isAsked) {
    return (
      <Ask question={t('gateways.askNewSecret', { name })} onCancel={once.stop}>
        <p>{t('gateways.askNewSecretText')}</p>
        <button type="button" className="danger" disabled={once.isSending} onClick={make}>
          {t('gateways.yesNewSecret')}
        </button>
        <button type="button" onClick={once.stop}>
          {t('gateways.cancel')}
        </button>
      </Ask>
    )
  }
  return (
    <>
      {once.made ? <CopyText label={t('gateways.secretOnce')} text={once.made.secret} /> : null}
      <p>
        <button type="button" ref={once.button} onClick={once.ask}>
          {t('gateways.newSecret')}
        </button>
      </p>
      <FormFailure error={once.error} />
    </>
  )
}

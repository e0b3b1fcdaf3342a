import { useState } from 'react'
import { type Answer, type GatewayListItem, issueGatewayCertificate } from '../../../../server/api/contract/index.ts'
import { useCity } from '../../city.tsx'
import { Ask, useReturnedFocus } from '../../hotspots/ask.tsx'
import { useText } from '../../languages/index.ts'
import { FormFailure } from '../../parts/form-failure.tsx'

type Issued = Answer<typeof issueGatewayCertificate>

/** Issues a certificate for RadSec after a question; its key can be downloaded until the page is left, and never again. */
export function Certificate({ gateway: { id, name } }: { gateway: GatewayListItem }) {
  const t = useText()
  const { change, announce } = useCity()
  const [isAsked, setAsked] = useState(false)
  const [isSending, setSending] = useState(false)
  const [issued, setIssued] = useState<Issued>()
  const [error, setError] = useState<unknown>()
  const button = useReturnedFocus(!isAsked)
  const issue = async (replace: boolean) => {
    setSending(true)
    setError(undefined)
    await change(issueGatewayCertificate, { params: { id }, body: { replace } }).then((made) => {
      setIssued(made)
      announce(t('gateways.certificateMade', { name }))
    }, setError)
    setSending(false)
    setAsked(false)
  }
  if (isAsked) {
    return (
      <Ask question={t('gateways.askCertificate', { name })} onCancel={() => setAsked(false)}>
        <p>{t('gateways.askCertificateText')}</p>
        <button type="button" className="go" disabled={isSending} onClick={() => issue(false)}>
          {t('gateways.yesCertificate')}
        </button>
        <button type="button" className="danger" disabled={isSending} onClick={() => issue(true)}>
          {t('gateways.replaceCertificate')}
        </button>
        <button type="button" onClick={() => setAsked(false)}>
          {t('gateways.cancel')}
        </button>
      </Ask>
    )
  }
  return (
    <>
      {issued ? <Downloads of={issued} /> : null}
      <p>
        <button type="button" ref={button} onClick={() => setAsked(true)}>
          {t('gateways.newCertificate')}
        </button>
      </p>
      <FormFailure error={error} />
    </>
  )
}

function Downloads({ of: { key, certificate, ca, stem, notAfter } }: { of: Issued }) {
  const t = useText()
  const { format } = useCity()
  const files = [
    [`${stem}.key`, key, 'gateways.keyFile'],
    [`${stem}.crt`, certificate, 'gateways.certificateFile'],
    [`${stem}-ca.crt`, ca, 'gateways.caFile'],
  ] as const
  return (
    <div className="made-secrets">
      <p>{t('gateways.certificateOnce', { until: format.moment(notAfter) })}</p>
      <p className="buttons">
        {files.map(([file, text, words]) => (
          <button key={file} type="button" onClick={() => download(file, text)}>
            {t(words)} <small>{file}</small>
          </button>
        ))}
      </p>
    </div>
  )
}

/** Gives the browser a file that is at no address. */
function download(name: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: 'application/x-pem-file' }))
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  URL.revokeObjectURL(address)
}

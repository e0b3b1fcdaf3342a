import { type Answer, type GatewayListItem, issueGatewayCertificate } from '../../../../server/api/contract/index.ts'
import { useCity } from '../../city.tsx'
import { Ask } from '../../hotspots/ask.tsx'
import { useText } from '../../languages/index.ts'
import { FormFailure } from '../../parts/form-failure.tsx'
import { saveFile } from '../../parts/save-file.ts'
import { useMadeOnce } from './made-once.ts'

type Issued = Answer<typeof issueGatewayCertificate>

/** Issues a certificate for RadSec after a question; its key can be downloaded until the page is left, and never again. */
export function Certificate({ gateway: { id, name } }: { gateway: GatewayListItem }) {
  const t = useText()
  const { change } = useCity()
  const once = useMadeOnce<Issued>(t('gateways.certificateMade', { name }))
  const issue = (replace: boolean) => once.make(change(issueGatewayCertificate, { params: { id }, body: { replace } }))
  if (once.isAsked) {
    return (
      <Ask question={t('gateways.askCertificate', { name })} onCancel={once.stop}>
        <p>{t('gateways.askCertificateText')}</p>
        <button type="button" className="go" disabled={once.isSending} onClick={() => issue(false)}>
          {t('gateways.yesCertificate')}
        </button>
        <button type="button" className="danger" disabled={once.isSending} onClick={() => issue(true)}>
          {t('gateways.replaceCertificate')}
        </button>
        <button type="button" onClick={once.stop}>
          {t('gateways.cancel')}
        </button>
      </Ask>
    )
  }
  return (
    <>
      {once.made ? <Downloads of={once.made} /> : null}
      <p>
        <button type="button" ref={once.button} onClick={once.ask}>
          {t('gateways.newCertificate')}
        </button>
      </p>
      <FormFailure error={once.error} />
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
          <button key={file} type="button" onClick={() => saveFile(file, 'application/x-pem-file', text)}>
            {t(words)} <small>{file}</small>
          </button>
        ))}
      </p>
    </div>
  )
}

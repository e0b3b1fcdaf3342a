import { clientCertificateFault, expiryOf } from './client-certificate.ts'
import { confirmResumption, failed, type InnerMethod, indicateSuccess } from './inner-method.ts'

const COMMON_NAME = /^CN=(.+)$/m

/** EAP-TLS (RFC 5216, RFC 9190): the client certificate is all there is. */
export const eapTls = <A>(): InnerMethod<A> => ({
  async begin(tunnel, accounts) {
    const { peer } = tunnel
    if (!peer || accounts.ca === undefined) return failed('certificate-missing')
    const identity = COMMON_NAME.exec(peer.subject)?.[1] ?? peer.subject
    const fault = clientCertificateFault(peer, accounts.ca, Date.now())
    if (fault) return failed(fault, identity)
    const account = await accounts.certificate(peer)
    if (account === undefined) return failed('certificate-revoked', identity)
    await indicateSuccess(tunnel)
    return { success: true, account, identity, method: 'eap-tls', expiresAt: expiryOf(peer) }
  },
  resume: confirmResumption,
  receive: async () => failed('inner-malformed'),
})

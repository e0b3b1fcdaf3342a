import type { Database } from '../../database/connection.ts'
import type { Sealer } from '../../sealing.ts'
import type { GatewayVendor } from '../tables.ts'
import { demands, type Learnt, type Signing } from './posture/posture.ts'
import { CONTROLLER_PASSWORD, MAC_PASSWORD, SECRET, UAM_SECRET } from './secrets.ts'

/** A NAS: speaks RADIUS, and sends new devices to the portal. Secrets are in clear, for use and never for show. */
export interface Gateway extends Signing {
  id: number
  name: string
  /** An address or network in CIDR notation, from which its UDP packets come; null where it speaks RadSec only. */
  network: string | null
  secret: string
  vendor: GatewayVendor
  coaPort: number
  /** When its {@link Signing} was chosen. */
  signingChosenAt: Date
  /** What is known of the address it was looked up by. */
  learnt: Learnt | undefined
  /** What follows from these for the RADIUS server. */
  requireMessageAuthenticator: boolean
  limitProxyState: boolean
  nasIdentifier: string | null
  uamSecret: string | null
  /** What it sends as every device's password by MAC authentication, where that is not the address or nothing. */
  macPassword: string | null
  /** `scheme://host:port` of its login page. */
  loginOrigins: string[]
  /** It reports sessions without Class: its Access-Accepts must be remembered, see `classless.ts`. */
  isClassless: boolean
  /** By which it is known over RadSec. */
  certificates: GatewayCertificate[]
  /** What opens it, where it does not ask RADIUS and has one. */
  controller: GatewayController | undefined
}

export interface GatewayCertificate {
  /** SHA-256, lower-case hex. */
  fingerprint: string
  notAfter: Date
}

/** The controller of a gateway that the portal opens itself, or of one that is managed in a cloud. */
export interface GatewayController {
  /** `scheme://host:port`, with a path where the controller has one. */
  url: string
  username: string
  /** In clear, for use and never for show. */
  password: string
  /** As the controller names it. */
  site: string
  /** PEM of its certificate or of the CA that signed it; null: one that everybody trusts did. */
  ca: string | null
  /** Whether the state of its access points is read there too; absent: it is. */
  readsStates?: boolean | undefined
}

/** A gateway that cannot be stored, or is not there: the message is for the person who named it. */
export class GatewayError extends Error {
  override name = 'GatewayError'
}

/** Every gateway in use, secrets opened. */
export async function loadGateways({ query }: Pick<Database, 'query'>, sealer: Sealer): Promise<Gateway[]> {
  const [rows, certificates, controllers] = await Promise.all([
    query.selectFrom('gateways').selectAll().where('disabled_at', 'is', null).orderBy('id').execute(),
    query.selectFrom('gateway_certificates').selectAll().orderBy('added_at').execute(),
    query.selectFrom('gateway_controllers').selectAll().execute(),
  ])
  const certificatesOf = certificatesByGateway(certificates)
  const controllerOf = new Map(
    controllers.map(({ gateway_id, url, username, password_sealed, site, ca, reads_states: readsStates }) => [
      gateway_id,
      { url, username, password: sealer.open(password_sealed, CONTROLLER_PASSWORD), site, ca, readsStates },
    ]),
  )
  return rows.map((row) => {
    const signing = { messageAuthenticator: row.message_authenticator, signedProxyState: row.signed_proxy_state }
    return {
      id: row.id,
      name: row.name,
      network: row.network,
      secret: sealer.open(row.secret_sealed, SECRET),
      vendor: row.vendor,
      coaPort: row.coa_port,
      ...signing,
      signingChosenAt: row.signing_chosen_at,
      learnt: undefined,
      ...demands(signing, undefined),
      nasIdentifier: row.nas_identifier,
      uamSecret: row.uam_secret_sealed && sealer.open(row.uam_secret_sealed, UAM_SECRET),
      macPassword: row.mac_password_sealed && sealer.open(row.mac_password_sealed, MAC_PASSWORD),
      loginOrigins: row.login_origins,
      isClassless: row.classless_since !== null,
      certificates: certificatesOf.get(row.id) ?? [],
      controller: controllerOf.get(row.id),
    }
  })
}

/** The gateway as seen from an address of which this much is known. */
export const asLearnt = (gateway: Gateway, learnt: Learnt): Gateway => ({
  ...gateway,
  learnt,
  ...demands(gateway, learnt),
})

function certificatesByGateway(
  rows: Array<{ gateway_id: number; fingerprint: string; not_after: Date }>,
): Map<number, GatewayCertificate[]> {
  const certificates = new Map<number, GatewayCertificate[]>()
  for (const { gateway_id, fingerprint, not_after } of rows) {
    const certificate = { fingerprint, notAfter: not_after }
    const others = certificates.get(gateway_id)
    if (others) others.push(certificate)
    else certificates.set(gateway_id, [certificate])
  }
  return certificates
}

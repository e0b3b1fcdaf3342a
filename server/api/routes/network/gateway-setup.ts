import { captiveApiAddress } from '../../../network/gateways/captive-portal.ts'
import { configuration } from '../../../network/gateways/configuration.ts'
import { readShown } from '../../../network/gateways/entry/shown.ts'
import { walledGarden } from '../../../network/gateways/walled-garden.ts'
import type { GatewaySetup } from '../../contract/index.ts'
import { type ApiParts, ApiProblem } from '../../route.ts'

/** What a gateway is registered with, out of use or not, and its own configuration. @throws {ApiProblem} 404 */
export async function gatewaySetup({ db, config, signInHosts }: ApiParts, id: number): Promise<GatewaySetup> {
  const gateway = await readShown(db, { id })
  if (!gateway) throw new ApiProblem(404, 'no-such-gateway', `There is no gateway ${id}.`)
  const { hosts, known } = signInHosts()
  const { publicUrl } = config.http
  const { nasIdentifier, loginOrigins, coaPort, hasUamSecret, hasMacPassword, certificates, vendor } = gateway
  const { controllerUrl: url, controllerUser: user, controllerSite: site, controllerCa: ca } = gateway
  const readsStates = gateway.controllerReads ?? true
  return {
    ...{ nasIdentifier, loginOrigins, coaPort, hasUamSecret, hasMacPassword },
    controller: url === null || user === null || site === null ? null : { url, user, site, ca, readsStates },
    certificates: certificates.map(({ fingerprint, notAfter }) => ({ fingerprint, notAfter: notAfter.toISOString() })),
    configuration: configuration({
      ...gateway,
      ...{ publicUrl, radius: { ...config.radius, host: config.radiusAddress }, hosts },
    }),
    walledGarden: walledGarden(vendor, hosts),
    garden: known,
    captiveApi: captiveApiAddress(gateway, publicUrl) ?? null,
  }
}

import { signInHosts } from '../../../city-key/sign-in-hosts.ts'
import { captiveApiAddress } from '../../../network/gateways/captive-portal.ts'
import { configuration } from '../../../network/gateways/configuration.ts'
import { loadGateways } from '../../../network/gateways/gateways.ts'
import { walledGarden } from '../../../network/gateways/walled-garden.ts'
import type { GatewaySetup } from '../../contract/index.ts'
import { type ApiParts, ApiProblem } from '../../route.ts'

/** What a gateway is registered with, and its own configuration. @throws {ApiProblem} 404 where there is none in use */
export async function gatewaySetup({ db, sealer, config }: ApiParts, id: number): Promise<GatewaySetup> {
  const gateway = (await loadGateways(db, sealer)).find((one) => one.id === id)
  if (!gateway) throw new ApiProblem(404, 'no-such-gateway', `There is no gateway ${id}.`)
  const { hosts, isSure } = await signInHosts(config)
  const { nasIdentifier, loginOrigins, coaPort, uamSecret, macPassword, controller, certificates, vendor } = gateway
  const { publicUrl } = config.http
  const radius = { ...config.radius, host: config.radiusAddress }
  const controllerSite = controller?.site ?? null
  return {
    ...{ nasIdentifier, loginOrigins, coaPort },
    ...{ hasUamSecret: uamSecret !== null, hasMacPassword: macPassword !== null },
    controller: controller ? { url: controller.url, user: controller.username, site: controller.site } : null,
    certificates: certificates.map(({ fingerprint, notAfter }) => ({ fingerprint, notAfter: notAfter.toISOString() })),
    configuration: configuration({
      ...{ id, vendor, nasIdentifier, loginOrigins, coaPort, controllerSite, publicUrl, radius, hosts },
    }),
    walledGarden: walledGarden(vendor, hosts),
    isGardenSure: isSure,
    captiveApi: captiveApiAddress(gateway, publicUrl) ?? null,
  }
}

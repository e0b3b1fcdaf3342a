import type { GatewayEndpoints } from '../../server/network/gateways/change.ts'
import type { Gateway } from '../../server/network/gateways/gateways.ts'
import { randomMac } from '../simulators/gateway/devices-in-reach.ts'
import { type SimulatedGateway, startGateway } from '../simulators/gateway/gateway.ts'
import type { RadiusEndpoint } from '../simulators/gateway/radius.ts'
import { ssid } from './access-point.ts'
import type { City } from './city/city.ts'

/** Gateways of each vendor that browsers can reach, and the port of the first. */
const WITH_PAGES = 2
const FIRST_PORT = 8090

export interface DemoGatewayRunning {
  nasIdentifier: string
  simulated: SimulatedGateway
  endpoints: GatewayEndpoints
}

/** Starts a simulated gateway for each of the city's that is registered under its own name and address. */
export async function startDemoGateways({
  city,
  registered,
  portalUrl,
  radius,
}: {
  city: City
  registered: Gateway[]
  portalUrl: string
  radius: RadiusEndpoint
}): Promise<DemoGatewayRunning[]> {
  const byName = new Map(registered.map((gateway) => [gateway.nasIdentifier, gateway]))
  const pages = { coovachilli: 0, mikrotik: 0 }
  let port = FIRST_PORT
  const running: DemoGatewayRunning[] = []
  try {
    for (const [index, { nasIdentifier, address, vendor, signs }] of city.gateways.entries()) {
      const gateway = byName.get(nasIdentifier)
      if (gateway?.network !== `${address}/32`) continue
      const hotspots = city.hotspots.filter((one) => one.gateway === index).map(({ bssid }) => ({ bssid, ssid }))
      const hasPages = pages[vendor] < WITH_PAGES
      if (hasPages) pages[vendor]++
      const simulated = await startGateway({
        dialect: vendor,
        nasIdentifier,
        address,
        secret: gateway.secret,
        radius,
        signs,
        coaPort: gateway.coaPort,
        hotspots,
        portalUrl,
        uamSecret: gateway.uamSecret,
        ...(hasPages && { http: { host: '127.0.0.1', port: port++ }, defaultDeviceMac: randomMac() }),
      })
      const loginOrigins = simulated.url ? [simulated.url] : []
      running.push({
        nasIdentifier,
        simulated,
        endpoints: { id: gateway.id, coaPort: simulated.coaPort, loginOrigins },
      })
    }
  } catch (error) {
    await Promise.all(running.map(({ simulated }) => simulated.close({ silently: true })))
    throw error
  }
  return running
}

import { type OpenedGateway, type OpenedGatewayOptions, startOpenedGateway } from './gateway.ts'

/** Cisco Meraki with a click-through splash page, as "Captive Portal API, Click-through" has it. */
export async function startMerakiClick(options: OpenedGatewayOptions): Promise<OpenedGateway> {
  const { portalUrl, http, bssid, deviceMac } = options
  const redirect = (wanted: string) =>
    `${portalUrl}?${new URLSearchParams({
      base_grant_url: `http://${http.host}:${http.port}/splash/grant`,
      user_continue_url: wanted,
      node_id: '1301936',
      node_mac: bssid,
      gateway_id: '1301936',
      client_ip: '10.162.50.40',
      client_mac: deviceMac,
    })}`
  const gateway = await startOpenedGateway(options, redirect, ({ pathname, searchParams }) => {
    if (pathname !== '/splash/grant') return undefined
    gateway.letIn({ seconds: Number(searchParams.get('duration') ?? 86_400) })
    return { redirect: searchParams.get('continue_url') ?? '/' }
  })
  return gateway
}

import { isOpenedByPortal } from './abilities.ts'
import type { Gateway } from './gateways.ts'

/**
 * Where a gateway sends devices that are not online on to the portal, with all that the portal must know of them: the
 * page that each make has for it on its own login address (CoovaChilli, chilli.conf(5) `uamport`; MikroTik's manual,
 * HotSpot customisation, `/login`; of the others any page of theirs). Undefined where Plaza knows no address of it.
 */
export function redirectAddress({
  vendor,
  loginOrigins,
}: Pick<Gateway, 'vendor' | 'loginOrigins'>): string | undefined {
  const [origin] = loginOrigins
  if (origin === undefined) return undefined
  if (vendor === 'coovachilli') return `${origin}/prelogin`
  return vendor === 'mikrotik' ? `${origin}/login` : `${origin}/`
}

/** Below the portal: what a gateway's Captive Portal API says (RFC 8908). */
export const captiveApiPath = (gatewayId: number): string => `/portal/captive/${gatewayId}`

/**
 * What a gateway's devices are given by DHCP option 114 (RFC 8910). Undefined for gateways that the portal opens: they
 * do not say which address a device has, so that nobody could be told of a session.
 */
export const captiveApiAddress = (
  { id, vendor }: Pick<Gateway, 'id' | 'vendor'>,
  publicUrl: string,
): string | undefined => (isOpenedByPortal(vendor) ? undefined : publicUrl + captiveApiPath(id))

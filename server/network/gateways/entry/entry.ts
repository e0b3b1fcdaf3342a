import type { GatewayVendor } from '../../tables.ts'
import { isOpenedByPortal } from '../abilities.ts'
import type { GatewayController } from '../gateways.ts'
import { EntryError } from './entry-error.ts'
import { readNetwork } from './network.ts'
import { signsRedirects } from './new-secret.ts'

/** What a person says of a gateway, its shared secret apart. */
export interface GatewayEntry {
  name: string
  vendor: GatewayVendor
  /** Address or network in CIDR notation. */
  network: string | null
  nasIdentifier: string | null
  /** `scheme://host:port` */
  loginOrigins: string[]
  coaPort: number
  uamSecret: string | null
  macPassword: string | null
  controller: GatewayController | undefined
}

/** Makes that are opened by a controller, where Plaza logs in. */
export const hasController = (vendor: GatewayVendor): boolean => vendor === 'unifi' || vendor === 'omada'

/** Makes that work without a controller, but whose cloud tells of their access points where Plaza may ask it. */
export const mayHaveController = (vendor: GatewayVendor): boolean => vendor === 'meraki' || vendor === 'meraki-click'

/**
 * The entry as it is stored: spelled as everywhere, and such that its make can work with it.
 *
 * @throws {EntryError} that names what cannot be
 */
export function readEntry(given: GatewayEntry): GatewayEntry {
  const entry: GatewayEntry = {
    ...given,
    name: someText('name', given.name),
    network: given.network === null ? null : readNetwork(given.network),
    nasIdentifier: given.nasIdentifier === null ? null : someText('nasIdentifier', given.nasIdentifier),
    loginOrigins: [...new Set(given.loginOrigins.map(readOrigin))],
    coaPort: readPort(given.coaPort),
    controller: readController(given.vendor, given.controller),
  }
  demandOwn(entry)
  return entry
}

/** Of one line, printable: it stands in configurations and at terminals. @throws {EntryError} */
function someText(field: 'name' | 'nasIdentifier' | 'controllerUser' | 'controllerSite', text: string): string {
  const trimmed = text.trim()
  if (trimmed === '') throw new EntryError(field, 'empty', 'it must not be empty.')
  if (trimmed.length > LONGEST) throw new EntryError(field, 'long', `it has more than ${LONGEST} characters.`)
  if (/\p{Cc}/u.test(trimmed)) throw new EntryError(field, 'unprintable', 'it has characters that cannot be printed.')
  return trimmed
}

const LONGEST = 100

function readOrigin(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (!url || !/^https?:$/.test(url.protocol))
    throw new EntryError('loginOrigins', 'invalid', `"${text}" is no address such as http://10.1.0.1:3990.`)
  return url.origin
}

function readPort(port: number): number {
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    throw new EntryError('coaPort', 'invalid', `"${port}" is no port from 1 to 65535.`)
  return port
}

function readController(
  vendor: GatewayVendor,
  controller: GatewayController | undefined,
): GatewayController | undefined {
  if (!hasController(vendor) && !(controller && mayHaveController(vendor))) {
    if (controller) throw new EntryError('controller', 'unwanted', `${vendor} gateways have no controller.`)
    return undefined
  }
  if (!controller)
    throw new EntryError('controllerUrl', 'needed', `${vendor} gateways need the address and user of a controller.`)
  const { url: address, username, site, ca, password, readsStates } = controller
  const url = readControllerUrl(address)
  if (ca !== null && !/-----BEGIN CERTIFICATE-----/.test(ca))
    throw new EntryError('controllerCa', 'invalid', 'it holds no certificate in PEM.')
  if (password === '') throw new EntryError('controllerPassword', 'needed', 'the password of that user is needed.')
  return {
    url,
    username: someText('controllerUser', username),
    site: someText('controllerSite', site),
    ca,
    password,
    readsStates: readsStates ?? true,
  }
}

/** @throws {EntryError} */
function readControllerUrl(address: string): string {
  const url = URL.canParse(address) ? new URL(address) : undefined
  if (!url || !/^https?:$/.test(url.protocol) || url.search || url.hash || url.username || url.password)
    throw new EntryError('controllerUrl', 'invalid', `"${address}" is no address such as https://unifi.example:8443.`)
  return url.href.replace(/\/$/, '')
}

/**
 * Whether the password of that controller is still the one: Plaza gives it to nobody else.
 *
 * @throws {EntryError} where the address is none
 */
export const isSameLogin = (
  before: GatewayController | undefined,
  { url, username }: Pick<GatewayController, 'url' | 'username'>,
): before is GatewayController => before?.url === readControllerUrl(url) && before.username === username.trim()

/** Without these, no redirect of such a gateway would be believed, or they would do nothing. */
function demandOwn({ vendor, uamSecret, nasIdentifier, loginOrigins, macPassword }: GatewayEntry): void {
  if (vendor === 'opennds' && uamSecret === null)
    throw new EntryError('uamSecret', 'needed', 'opennds gateways need one, which is their faskey.')
  if (vendor === 'opennds' && nasIdentifier === null)
    throw new EntryError('nasIdentifier', 'needed', 'opennds gateways need one, which is their gatewayname.')
  if (uamSecret !== null && !signsRedirects(vendor))
    throw new EntryError('uamSecret', 'unwanted', `${vendor} gateways do not sign their redirects.`)
  if (vendor === 'meraki-click' && loginOrigins.length === 0)
    throw new EntryError('loginOrigins', 'needed', 'meraki-click gateways need the origin of base_grant_url.')
  if (macPassword !== null && isOpenedByPortal(vendor))
    throw new EntryError('macPassword', 'unwanted', `${vendor} gateways do not ask RADIUS.`)
  if (macPassword === '') throw new EntryError('macPassword', 'empty', 'it must not be empty.')
}

/** Nobody signs what a controller's gateway says of a device: only the address tells that it is one of its devices. */
export const believesAnyAddress = ({ vendor, network }: Pick<GatewayEntry, 'vendor' | 'network'>): boolean =>
  hasController(vendor) && network === null

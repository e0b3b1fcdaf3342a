import { readFile } from 'node:fs/promises'
import { type Command, Option } from 'commander'
import type { Config } from '../../config/index.ts'
import type { OneTransaction } from '../../database/one-transaction.ts'
import { hasController, isSameLogin, mayHaveController } from '../../network/gateways/entry/entry.ts'
import { EntryError, type EntryField } from '../../network/gateways/entry/entry-error.ts'
import type { GatewayController } from '../../network/gateways/gateways.ts'
import { type GatewayVendor, gatewayVendors, type Requirement } from '../../network/tables.ts'
import type { Sealer } from '../../sealing.ts'
import { StartError } from '../../start/start-error.ts'
import { withChange } from '../command-database.ts'
import { readTyped } from '../terminal/typed-secret.ts'
import { typed } from './typed.ts'

const optionOf: Record<EntryField, string> = {
  ...{ name: 'The name', vendor: '--vendor', network: '--network', nasIdentifier: '--nas-identifier' },
  ...{ loginOrigins: '--login', coaPort: '--coa-port', secret: '--secret-stdin', uamSecret: '--uam-secret-stdin' },
  ...{ macPassword: '--mac-password', controller: '--controller-url', controllerUrl: '--controller-url' },
  ...{ controllerUser: '--controller-user', controllerSite: '--controller-site', controllerCa: '--controller-ca' },
  controllerPassword: 'The password of the controller',
}

/** As `withChange`; what cannot be is told by the name of its option. */
export const withGatewayChange = (
  work: (db: OneTransaction, sealer: Sealer, config: Config) => Promise<void>,
): Promise<void> =>
  withChange(work).catch((error) => {
    throw error instanceof EntryError ? new StartError(`${optionOf[error.field]}: ${error.message}`) : error
  })

export const WEAK_SECRET = 'take a shared secret that is weak, as of an old gateway, or for a trial'

export const secretOption = () =>
  new Option('--secret-stdin', 'take the shared secret that it has: asked for, or a line of stdin; else one is made')

/** What may be said of a gateway when it is added, and changed later. */
export interface EntryOptions {
  network?: string
  vendor?: GatewayVendor
  coaPort?: string
  nasIdentifier?: string
  login?: string[]
  /** False: `--no-uam-secret`. */
  uamSecret: boolean
  uamSecretStdin?: boolean
  macPassword?: boolean
  controllerUrl?: string
  controllerUser?: string
  controllerSite?: string
  controllerCa?: string
  /** Undefined: as it is; of a new one: yes. */
  controllerStates?: boolean
  messageAuthenticator?: Requirement
}

export const withEntryOptions = (command: Command): Command =>
  command
    .option(
      '--network <cidr>',
      'address or network that its RADIUS packets come from over UDP, e.g. 203.0.113.7 or 203.0.113.0/28; of a gateway ' +
        'that does not ask RADIUS: that its devices come from, seen from Plaza',
    )
    .addOption(new Option('--vendor <vendor>', 'whose attributes it understands').choices(gatewayVendors))
    .option('--coa-port <port>', 'UDP port of its CoA listener (default: 3799)')
    .option('--nas-identifier <name>', 'NAS-Identifier it sends')
    .option('--login <origin...>', 'origin of its login page, e.g. http://10.1.0.1:3990')
    .option(
      '--uam-secret-stdin',
      'take the secret of redirects that it has (CoovaChilli: uamsecret, uspot: uam_secret, openNDS: faskey): asked for, or ' +
        'a line of stdin',
    )
    .option('--no-uam-secret', 'CoovaChilli, uspot: its redirects are not signed, and anybody can make them')
    .option(
      '--controller-url <address>',
      'UniFi, Omada: where its controller is; Meraki: where the Dashboard API is, which tells the state of its access points',
    )
    .option(
      '--controller-user <name>',
      'UniFi, Omada: as whom Plaza logs in there; Meraki: the id of the organization; the password, or the key of the API, ' +
        'is asked for, or a line of stdin',
    )
    .option(
      '--controller-site <name>',
      'UniFi, Omada: the site, as the redirect names it (default: default); Meraki: the id of the network',
    )
    .option('--controller-ca <file>', 'UniFi, Omada: PEM of the certificate that the controller has, or of its CA')
    .option('--controller-states', 'read the state of its access points at its controller too (default)')
    .option('--no-controller-states', 'do not')

/** @throws {EntryError} where it is no number */
export function portOf(text: string): number {
  if (!/^\d{1,5}$/.test(text)) throw new EntryError('coaPort', 'invalid', `"${text}" is no port from 1 to 65535.`)
  return Number(text)
}

/**
 * The controller that the options name, its password asked for.
 *
 * @param before what the gateway has: what no option names stays
 * @returns undefined for makes that have none
 * @throws {EntryError} when something is missing, or there is too much
 */
export async function controllerOf(
  vendor: GatewayVendor,
  { controllerUrl, controllerUser, controllerSite, controllerCa, controllerStates }: EntryOptions,
  before?: GatewayController,
): Promise<GatewayController | undefined> {
  const isWanted = [controllerUrl, controllerUser, controllerSite].some((given) => given !== undefined)
  if (!hasController(vendor) && !(mayHaveController(vendor) && (isWanted || before))) {
    if (controllerUrl !== undefined)
      throw new EntryError('controller', 'unwanted', `${vendor} gateways have no controller.`)
    return undefined
  }
  const isCloud = mayHaveController(vendor)
  const url = controllerUrl ?? before?.url ?? (isCloud ? MERAKI : undefined)
  const username = controllerUser ?? before?.username
  const site = controllerSite ?? before?.site ?? (isCloud ? undefined : 'default')
  if (url === undefined || username === undefined)
    throw new StartError(`${vendor} gateways need --controller-url and --controller-user.`)
  if (site === undefined) throw new StartError(`${vendor} gateways need --controller-site, the id of the network.`)
  return {
    url,
    username,
    site,
    readsStates: controllerStates ?? before?.readsStates ?? true,
    ca: controllerCa === undefined ? (before?.ca ?? null) : await readCa(controllerCa),
    password: isSameLogin(before, { url, username }) ? before.password : await readTyped(typed.controllerPassword),
  }
}

/** Of the Dashboard API, where the organization is not in a region of its own (Meraki, "Base URI"). */
const MERAKI = 'https://api.meraki.com/api/v1'

async function readCa(path: string): Promise<string> {
  const pem = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new StartError(`--controller-ca: ${path} cannot be read (${error.code}).`)
  })
  if (!/-----BEGIN CERTIFICATE-----/.test(pem))
    throw new StartError(`--controller-ca: ${path} holds no PEM certificate.`)
  return pem
}

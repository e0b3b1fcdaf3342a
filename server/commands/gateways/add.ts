import { type Command, Option } from 'commander'
import type { Config } from '../../config/index.ts'
import { audit } from '../../directory/audit.ts'
import { isOpenedByPortal } from '../../network/gateways/abilities.ts'
import { captiveApiAddress } from '../../network/gateways/captive-portal.ts'
import { portalAddress } from '../../network/gateways/configuration.ts'
import { believesAnyAddress, type GatewayEntry, readEntry } from '../../network/gateways/entry/entry.ts'
import { EntryError } from '../../network/gateways/entry/entry-error.ts'
import { shownEntry } from '../../network/gateways/entry/shown.ts'
import { addGateway } from '../../network/gateways/register.ts'
import { type Requirement, requirements } from '../../network/tables.ts'
import { StartError } from '../../start/start-error.ts'
import { readTyped } from '../terminal/typed-secret.ts'
import { giveCertificate, outOption } from './certificate.ts'
import {
  controllerOf,
  type EntryOptions,
  portOf,
  secretOption,
  WEAK_SECRET,
  withEntryOptions,
  withGatewayChange,
} from './options.ts'
import { redirectSecret, type SecretOptions, sharedSecret } from './shared-secret.ts'
import { proxyStateOption } from './signing.ts'
import { typed } from './typed.ts'

const COA_PORT = '3799'

interface AddOptions extends EntryOptions, SecretOptions {
  radsec?: boolean
  out: string
  messageAuthenticator: Requirement
  proxyState: Requirement
  json?: boolean
}

/** What was made for a gateway, and is shown now and never again. */
interface Made {
  secret: string | undefined
  uamSecret: string | undefined
}

/** `plaza gateway add`. */
export function addAddCommand(command: Command): void {
  withEntryOptions(command.command('add <name>'))
    .description('register a gateway; what Plaza makes of its secrets is printed once')
    .option('--radsec', 'it speaks RADIUS over TLS, from anywhere: issues its certificate')
    .addOption(outOption())
    .addOption(secretOption())
    .option('--weak-secret', WEAK_SECRET)
    .option(
      '--mac-password',
      "it sends one password for every device by MAC authentication (CoovaChilli's HS_MACPASSWD): asked for, or a line " +
        'of stdin, after the secrets',
    )
    .addOption(
      new Option(
        '--message-authenticator <mode>',
        'whether Access-Requests need it (see CVE-2024-3596); auto: once it was seen; off: for old equipment',
      )
        .choices(requirements)
        .default('require'),
    )
    .addOption(proxyStateOption().default('auto'))
    .option('--json', 'for programs')
    .action((name: string, options: AddOptions) =>
      withGatewayChange(async (db, sealer, config) => {
        const { vendor = 'generic' } = options
        if (options.network === undefined && !options.radsec && !isOpenedByPortal(vendor))
          throw new StartError('--network, for RADIUS over UDP, or --radsec is needed, or both.')
        if (options.macPassword && isOpenedByPortal(vendor))
          throw new EntryError('macPassword', 'unwanted', `${vendor} gateways do not ask RADIUS.`)
        const { secret, isMade } = await sharedSecret(options)
        const redirects = await redirectSecret(vendor, options)
        const entry = readEntry({
          ...{ name, vendor, network: options.network ?? null, nasIdentifier: options.nasIdentifier ?? null },
          ...{ loginOrigins: options.login ?? [], coaPort: portOf(options.coaPort ?? COA_PORT) },
          uamSecret: redirects.uamSecret,
          macPassword: options.macPassword ? await readTyped(typed.macPassword) : null,
          controller: await controllerOf(vendor, options),
        })
        const { messageAuthenticator, proxyState: signedProxyState } = options
        const id = await addGateway(db, sealer, { ...entry, secret, messageAuthenticator, signedProxyState })
        await audit(db, { kind: 'command' }, 'gateway.add', `gateway ${id}`, {
          name: entry.name,
          after: { ...shownEntry(entry), messageAuthenticator },
        })
        const isAsked = !isOpenedByPortal(vendor) && entry.network !== null
        const made = {
          secret: isMade && isAsked ? secret : undefined,
          uamSecret: (redirects.isMade && redirects.uamSecret) || undefined,
        }
        const given =
          options.radsec && (await giveCertificate({ config, db, sealer }, entry.name, { out: options.out }))
        if (options.json) {
          console.log(
            JSON.stringify({ id, ...asJson(id, entry, made, config), files: given ? given.files : [] }, null, 2),
          )
          return
        }
        tell(id, entry, made, config)
        if (given) for (const line of given.said) console.log(line)
      }),
    )
}

const asJson = (id: number, entry: GatewayEntry, made: Made, { http }: Config) => ({
  ...{ name: entry.name, vendor: entry.vendor, network: entry.network, nasIdentifier: entry.nasIdentifier },
  ...{ loginOrigins: entry.loginOrigins, coaPort: entry.coaPort },
  ...{ secret: made.secret ?? null, uamSecret: made.uamSecret ?? null },
  captiveApi: captiveApiAddress({ id, vendor: entry.vendor }, http.publicUrl) ?? null,
  portal: isOpenedByPortal(entry.vendor) ? portalOf(id, entry, http.publicUrl) : null,
})

function tell(id: number, entry: GatewayEntry, { secret, uamSecret }: Made, { http }: Config): void {
  const { name, vendor, network } = entry
  if (isOpenedByPortal(vendor))
    console.log(`Gateway "${name}" is registered. Its devices must be sent to ${portalOf(id, entry, http.publicUrl)}`)
  if (believesAnyAddress(entry)) console.error(ANY_ADDRESS)
  else if (network === null) console.log(`Gateway "${name}" is registered.`)
  else console.log(`Gateway "${name}" is registered for RADIUS packets from ${network}.`)
  if (secret !== undefined) console.log(`Its shared secret, shown only now: ${secret}`)
  if (uamSecret !== undefined) console.log(`The secret of its redirects, shown only now: ${uamSecret}`)
  const option = captiveApiAddress({ id, vendor }, http.publicUrl)
  if (option) console.log(`What its DHCP gives as option 114 (RFC 8910): ${option}`)
}

const ANY_ADDRESS =
  'Without --network, anybody may have another person sign in for his device, by a link: give the address or network that ' +
  'its devices come from, seen from Plaza.'

const portalOf = (id: number, { vendor, controller }: GatewayEntry, publicUrl: string) =>
  portalAddress({ id, vendor, publicUrl, controllerSite: controller?.site ?? null })

import { type Command, Option } from 'commander'
import type { Config } from '../../config/index.ts'
import { audit } from '../../directory/audit.ts'
import { isOpenedByPortal } from '../../network/gateways/abilities.ts'
import { captiveApiAddress } from '../../network/gateways/captive-portal.ts'
import { addGateway, type NewGateway } from '../../network/gateways/register.ts'
import { type GatewayVendor, gatewayVendors, type Requirement, requirements } from '../../network/tables.ts'
import { StartError } from '../../start/start-error.ts'
import { withChange } from '../command-database.ts'
import { someText } from '../terminal/some-text.ts'
import { giveCertificate, outOption } from './certificate.ts'
import { type ControllerOptions, MAC_PASSWORD, readController, readPassword } from './controller.ts'
import { readNetwork } from './network.ts'
import { readSecret, readUamSecret, type SecretOptions, WEAK_SECRET } from './secrets.ts'
import { proxyStateOption } from './signing.ts'

interface AddOptions extends ControllerOptions, SecretOptions {
  network?: string
  radsec?: boolean
  out: string
  vendor: GatewayVendor
  coaPort: string
  nasIdentifier?: string
  uamSecret?: string
  macPassword?: boolean
  login: string[]
  messageAuthenticator: Requirement
  proxyState: Requirement
}

/** What a gateway is registered with. */
const withGatewayOptions = (command: Command): Command =>
  command
    .option(
      '--network <cidr>',
      'address or network that its RADIUS packets come from over UDP, e.g. 203.0.113.7 or 203.0.113.0/28; of a gateway ' +
        'that does not ask RADIUS: that its devices come from, seen from Plaza',
    )
    .option('--radsec', 'it speaks RADIUS over TLS, from anywhere: issues its certificate')
    .addOption(outOption())
    .addOption(
      new Option('--vendor <vendor>', 'whose attributes it understands').choices(gatewayVendors).default('generic'),
    )
    .option('--coa-port <port>', 'UDP port of its CoA listener', '3799')
    .option('--nas-identifier <name>', 'NAS-Identifier it sends')
    .option(
      '--uam-secret <secret>',
      "CoovaChilli's uamsecret or openNDS's faskey; its redirects must then be made with it",
    )
    .option(
      '--mac-password',
      "it sends one password for every device by MAC authentication (CoovaChilli's HS_MACPASSWD): asked for, or read " +
        'from stdin',
    )
    .option('--login <origin...>', 'origin of its login page, e.g. http://10.1.0.1:3990', [])
    .option(
      '--controller-url <address>',
      'UniFi, Omada: where its controller is; the password is asked for, or read from stdin',
    )
    .option('--controller-user <name>', 'UniFi, Omada: as whom Plaza logs in there')
    .option('--controller-site <name>', 'UniFi, Omada: the site, as the redirect names it (default: default)')
    .option('--controller-ca <file>', 'UniFi, Omada: PEM of the certificate that the controller has, or of its CA')
    .option('--secret <secret>', 'shared secret; made when absent')
    .option('--weak-secret', WEAK_SECRET)
    .addOption(
      new Option(
        '--message-authenticator <mode>',
        'whether Access-Requests need it (see CVE-2024-3596); auto: once it was seen; off: for old equipment',
      )
        .choices(requirements)
        .default('require'),
    )
    .addOption(proxyStateOption().default('auto'))

/** `plaza gateway add`. */
export function addCommand(command: Command): void {
  withGatewayOptions(command.command('add <name>'))
    .description('register a gateway; prints its shared secret once')
    .action((name: string, options: AddOptions) =>
      withChange(async (db, sealer, config) => {
        const opened = isOpenedByPortal(options.vendor)
        if (options.network === undefined && !options.radsec && !opened)
          throw new StartError('--network, for RADIUS over UDP, or --radsec is needed, or both.')
        demandOwn(options)
        const secret = readSecret(options)
        const gateway = {
          name: someText('The name', name),
          network: options.network === undefined ? null : readNetwork(options.network),
          secret,
          vendor: options.vendor,
          coaPort: readPort(options.coaPort),
          messageAuthenticator: options.messageAuthenticator,
          signedProxyState: options.proxyState,
          nasIdentifier: options.nasIdentifier ?? null,
          uamSecret: readUamSecret(options.uamSecret),
          loginOrigins: options.login.map(readOrigin),
          macPassword: options.macPassword ? await readPassword(MAC_PASSWORD) : null,
          controller: await readController(options.vendor, options),
        }
        const id = await addGateway(db, sealer, gateway)
        const { name: shownName, network, vendor, messageAuthenticator } = gateway
        const { url: controllerUrl, username: controllerUser } = gateway.controller ?? {}
        const detail = { name: shownName, network, vendor, messageAuthenticator, controllerUrl, controllerUser }
        await audit(db, { kind: 'command' }, 'gateway.add', `gateway ${id}`, detail)
        if (opened) console.log(openedWords(id, gateway, config))
        if (believesAnyAddress(gateway)) console.error(ANY_ADDRESS)
        else if (network === null) console.log(`Gateway "${gateway.name}" is registered.`)
        else {
          console.log(`Gateway "${gateway.name}" is registered for RADIUS packets from ${network}.`)
          if (options.secret === undefined) console.log(`Its shared secret, shown only now: ${secret}`)
        }
        const option = captiveApiAddress({ id, vendor }, config.http.publicUrl)
        if (option) console.log(`What its DHCP gives as option 114 (RFC 8910): ${option}`)
        if (options.radsec) await giveCertificate({ config, db, sealer }, gateway.name, { out: options.out })
      }),
    )
}

/** Without these, no redirect of such a gateway would be believed. @throws {StartError} */
function demandOwn({ vendor, uamSecret, nasIdentifier, login, macPassword }: AddOptions): void {
  if (vendor === 'opennds' && (uamSecret === undefined || nasIdentifier === undefined)) {
    throw new StartError('opennds gateways need --uam-secret, their faskey, and --nas-identifier, their gatewayname.')
  }
  if (vendor === 'meraki-click' && login.length === 0) {
    throw new StartError('meraki-click gateways need --login, the origin of base_grant_url.')
  }
  if (macPassword && isOpenedByPortal(vendor)) {
    throw new StartError(`--mac-password: ${vendor} gateways do not ask RADIUS.`)
  }
}

/** Nobody signs what a controller's gateway says of a device: only the address tells that it is one of its devices. */
const believesAnyAddress = ({ controller, network }: NewGateway): boolean =>
  controller !== undefined && network === null
const ANY_ADDRESS =
  'Without --network, anybody may have another person sign in for his device, by a link: give the address or network that ' +
  'its devices come from, seen from Plaza.'

/** Where the gateway must send its devices. */
function openedWords(id: number, { name, vendor }: NewGateway, { http }: Config): string {
  const paths: Partial<Record<GatewayVendor, string>> = { opennds: `/portal/opennds/${id}`, unifi: '/guest/s/<site>/' }
  return `Gateway "${name}" is registered. Its devices must be sent to ${http.publicUrl}${paths[vendor] ?? '/portal'}`
}

function readPort(text: string): number {
  const port = Number(text)
  if (!Number.isInteger(port) || port < 1 || port > 65535)
    throw new StartError(`--coa-port: "${text}" is no port from 1 to 65535.`)
  return port
}

function readOrigin(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (!url || !/^https?:$/.test(url.protocol))
    throw new StartError(`--login: "${text}" is no address such as http://10.1.0.1:3990.`)
  return url.origin
}

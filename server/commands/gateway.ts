import { randomBytes } from 'node:crypto'
import { isIP } from 'node:net'
import { Command, Option } from 'commander'
import { type GatewayVendor, gatewayVendors } from '../database/tables.ts'
import { audit } from '../directory/audit.ts'
import { addGateway, loadGateways, rotateGatewaySecret } from '../hotspots/gateways.ts'
import { StartError } from '../start-error.ts'
import { withDatabase } from './command-database.ts'

const newSecret = () => randomBytes(24).toString('base64url')

interface AddOptions {
  network: string
  vendor: GatewayVendor
  secret?: string
  coaPort: string
  nasIdentifier?: string
  uamSecret?: string
  login: string[]
  allowMissingMessageAuthenticator?: boolean
}

/** `plaza gateway add|list|rotate-secret`. */
export function gatewayCommand(): Command {
  const command = new Command('gateway').description('the gateways (NAS) that may ask RADIUS')

  command
    .command('add <name>')
    .description('register a gateway; prints its shared secret once')
    .requiredOption(
      '--network <cidr>',
      'address or network that its RADIUS packets come from, e.g. 203.0.113.7 or 203.0.113.0/28',
    )
    .addOption(
      new Option('--vendor <vendor>', 'whose attributes it understands').choices(gatewayVendors).default('generic'),
    )
    .option('--coa-port <port>', 'UDP port of its CoA listener', '3799')
    .option('--nas-identifier <name>', 'NAS-Identifier it sends')
    .option('--uam-secret <secret>', "CoovaChilli's uamsecret; its redirects must then be signed with it")
    .option('--login <origin...>', 'origin of its login page, e.g. http://10.1.0.1:3990', [])
    .option('--secret <secret>', 'shared secret; made when absent')
    .option(
      '--allow-missing-message-authenticator',
      'accept Access-Requests without it (old equipment; see CVE-2024-3596)',
    )
    .action((name: string, options: AddOptions) =>
      withDatabase(async (db, sealer) => {
        const secret = options.secret ?? newSecret()
        const id = await addGateway(db, sealer, {
          name,
          network: readNetwork(options.network),
          secret,
          vendor: options.vendor,
          coaPort: readPort(options.coaPort),
          requireMessageAuthenticator: !options.allowMissingMessageAuthenticator,
          nasIdentifier: options.nasIdentifier ?? null,
          uamSecret: options.uamSecret ?? null,
          loginOrigins: options.login.map(readOrigin),
        })
        await audit(db, { kind: 'command' }, 'gateway.add', `gateway ${id}`, { name, network: options.network })
        console.log(`Gateway "${name}" is registered.`)
        if (!options.secret) console.log(`Its shared secret, shown only now: ${secret}`)
      }),
    )

  command
    .command('list')
    .description('list the gateways, without secrets')
    .action(() =>
      withDatabase(async (db, sealer) => {
        const gateways = await loadGateways(db, sealer)
        console.table(
          gateways.map(({ name, network, vendor, coaPort, nasIdentifier, requireMessageAuthenticator }) => ({
            name,
            network,
            vendor,
            coaPort,
            nasIdentifier,
            'requires Message-Authenticator': requireMessageAuthenticator,
          })),
        )
      }),
    )

  command
    .command('rotate-secret <name>')
    .description('give a gateway a new shared secret; prints it once')
    .option('--secret <secret>', 'shared secret; made when absent')
    .action((name: string, options: { secret?: string }) =>
      withDatabase(async (db, sealer) => {
        const secret = options.secret ?? newSecret()
        const id = await rotateGatewaySecret(db, sealer, name, secret)
        await audit(db, { kind: 'command' }, 'gateway.rotate-secret', `gateway ${id}`, { name })
        console.log(`Gateway "${name}" has a new shared secret from now on.`)
        if (!options.secret) console.log(`It is shown only now: ${secret}`)
      }),
    )
  return command
}

function readNetwork(text: string): string {
  const [address = '', length] = text.split('/')
  const family = isIP(address)
  const longest = family === 6 ? 128 : 32
  const prefix = length === undefined ? longest : Number(length)
  if (family === 0 || !Number.isInteger(prefix) || prefix < 0 || prefix > longest) {
    throw new StartError(`--network: "${text}" is no address or network, e.g. 203.0.113.7 or 203.0.113.0/28.`)
  }
  return `${address}/${prefix}`
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

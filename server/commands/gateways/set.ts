import type { Command } from 'commander'
import { audit } from '../../directory/audit.ts'
import { changeDetail, changeGateway } from '../../network/gateways/entry/edit.ts'
import { type GatewayEntry, mayHaveController } from '../../network/gateways/entry/entry.ts'
import { newUamSecret, signsRedirects } from '../../network/gateways/entry/new-secret.ts'
import { GatewayError } from '../../network/gateways/gateways.ts'
import { gatewayIdOf } from '../../network/gateways/in-use.ts'
import { StartError } from '../../start/start-error.ts'
import { controllerOf, type EntryOptions, portOf, withEntryOptions, withGatewayChange } from './options.ts'
import { redirectSecret } from './shared-secret.ts'

interface SetOptions extends EntryOptions {
  name?: string
  uamSecretMake?: boolean
}

/** `plaza gateway set`. */
export function addSetCommand(command: Command): void {
  withEntryOptions(command.command('set <name>'))
    .description('change what a gateway is registered with; what is not said stays; "none" for what it has no more')
    .option('--name <name>', 'another name')
    .option('--uam-secret-make', 'make a new secret of redirects, and print it once')
    .action((name: string, options: SetOptions) =>
      withGatewayChange(async (db, sealer) => {
        const id = await gatewayIdOf(db, name)
        if (id === undefined) throw new GatewayError(`There is no gateway named "${name}".`)
        const { before, after } = (await changeGateway(db, sealer, id, (entry) => changed(entry, options)))!
        const detail = changeDetail(before, after)
        if (!detail) throw new StartError('Nothing of it would be different: see --help.')
        await audit(db, { kind: 'command' }, 'gateway.set', `gateway ${id}`, detail)
        const said = [...Object.keys(detail.after ?? {}), ...(detail.secrets ?? [])]
        console.log(`Gateway "${after.name}" is changed from now on: ${[...new Set(said)].join(', ')}.`)
        if (options.uamSecretMake) console.log(`The secret of its redirects, shown only now: ${after.uamSecret}`)
      }),
    )
}

const orNone = (text: string | undefined, before: string | null) =>
  text === undefined ? before : text === 'none' ? null : text

async function changed(before: GatewayEntry, options: SetOptions): Promise<GatewayEntry> {
  const { vendor = before.vendor, login } = options
  return {
    name: options.name ?? before.name,
    vendor,
    network: orNone(options.network, before.network),
    nasIdentifier: orNone(options.nasIdentifier, before.nasIdentifier),
    loginOrigins: login === undefined ? before.loginOrigins : login.filter((origin) => origin !== 'none'),
    coaPort: options.coaPort === undefined ? before.coaPort : portOf(options.coaPort),
    uamSecret: await uamSecretOf(before, vendor, options),
    macPassword: before.macPassword,
    controller: await controllerOf(vendor, options, keptController(before, vendor)),
  }
}

/** A cloud is that of one maker. */
const keptController = ({ vendor: was, controller }: GatewayEntry, vendor: GatewayEntry['vendor']) =>
  mayHaveController(vendor) && was !== vendor ? undefined : controller

async function uamSecretOf(before: GatewayEntry, vendor: GatewayEntry['vendor'], options: SetOptions) {
  if (options.uamSecretMake) return newUamSecret()
  if (options.uamSecretStdin) return (await redirectSecret(vendor, options)).uamSecret
  return options.uamSecret && signsRedirects(vendor) ? before.uamSecret : null
}

import { Command } from 'commander'
import { audit } from '../../directory/audit.ts'
import { cannotAt, isOpenedByPortal } from '../../network/gateways/abilities.ts'
import { captiveApiAddress } from '../../network/gateways/captive-portal.ts'
import { changeControllerPassword, rotateGatewaySecret } from '../../network/gateways/change.ts'
import { type Gateway, loadGateways } from '../../network/gateways/gateways.ts'
import { disabledGateways } from '../../network/gateways/in-use.ts'
import { gatewayPostures } from '../../network/gateways/posture/report.ts'
import { withChange, withDatabase } from '../command-database.ts'
import { table } from '../terminal/table.ts'
import { addCommand } from './add.ts'
import { certificateCommand } from './certificate.ts'
import { CONTROLLER_PASSWORD, readPassword } from './controller.ts'
import { addInUseCommands } from './in-use.ts'
import { macPasswordCommand } from './mac-password.ts'
import { readSecret, type SecretOptions, WEAK_SECRET } from './secrets.ts'
import { messageAuthenticatorCommand } from './signing.ts'
import { verdictWords } from './signing-words.ts'
import { addWalledGardenCommand } from './walled-garden.ts'

/** `plaza gateway add|list|message-authenticator|rotate-secret|certificate|disable|enable|remove`. */
export function gatewayCommand(): Command {
  const command = new Command('gateway').description('the gateways (NAS) that may ask RADIUS').showHelpAfterError()
  addCommand(command)
  listCommand(command)
  messageAuthenticatorCommand(command)
  rotateSecretCommand(command)
  controllerPasswordCommand(command)
  command.addCommand(macPasswordCommand())
  command.addCommand(certificateCommand())
  addInUseCommands(command)
  addWalledGardenCommand(command)
  return command
}

function listCommand(command: Command): void {
  command
    .command('list')
    .description('list the gateways, without secrets')
    .action(() =>
      withDatabase(async (db, sealer, config) => {
        const gateways = await loadGateways(db, sealer)
        const disabled = await disabledGateways(db)
        if (gateways.length === 0 && disabled.length === 0) {
          console.log('There are no gateways yet: plaza gateway add NAME --network ADDRESS')
          return
        }
        const postures = new Map((await gatewayPostures(db)).map((posture) => [posture.id, posture]))
        const verdict = (id: number) => {
          const posture = postures.get(id)
          return posture ? verdictWords(posture) : null
        }
        const shown = gateways.map((gateway) => ({
          name: gateway.name,
          network: gateway.network,
          vendor: gateway.vendor,
          'CoA port': gateway.coaPort,
          'NAS-Identifier': gateway.nasIdentifier,
          'DHCP option 114': captiveApiAddress(gateway, config.http.publicUrl) ?? null,
          'Message-Authenticator': gateway.messageAuthenticator,
          'last 7 days': verdict(gateway.id),
          'RadSec until': radsecUntil(gateway),
          'asks RADIUS': isOpenedByPortal(gateway.vendor) ? 'no' : 'yes',
          cannot: cannotAt(gateway).join(', ') || null,
        }))
        if (shown.length > 0) console.log(table(shown))
        if (disabled.length > 0) console.log(`Disabled: ${disabled.map(({ name }) => name).join(', ')}`)
      }),
    )
}

function rotateSecretCommand(command: Command): void {
  command
    .command('rotate-secret <name>')
    .description('give a gateway a new shared secret; prints it once')
    .option('--secret <secret>', 'shared secret; made when absent')
    .option('--weak-secret', WEAK_SECRET)
    .action((name: string, options: SecretOptions) =>
      withChange(async (db, sealer) => {
        const secret = readSecret(options)
        const id = await rotateGatewaySecret(db, sealer, name, secret)
        await audit(db, { kind: 'command' }, 'gateway.rotate-secret', `gateway ${id}`, { name })
        console.log(`Gateway "${name}" has a new shared secret from now on.`)
        if (options.secret === undefined) console.log(`It is shown only now: ${secret}`)
      }),
    )
}

function controllerPasswordCommand(command: Command): void {
  command
    .command('controller-password <name>')
    .description(
      'change the password by which Plaza logs in at the controller of a gateway; asked for, or read from stdin',
    )
    .action((name: string) =>
      withChange(async (db, sealer) => {
        const id = await changeControllerPassword(db, sealer, name, await readPassword(CONTROLLER_PASSWORD))
        await audit(db, { kind: 'command' }, 'gateway.controller-password', `gateway ${id}`, { name })
        console.log(`Plaza logs in at the controller of gateway "${name}" with the new password from now on.`)
      }),
    )
}

/** The last day of its certificates, whatever their number; null where it has none. */
function radsecUntil({ certificates }: Gateway): string | null {
  const ends = certificates.map(({ notAfter }) => notAfter.toISOString().slice(0, 10))
  return ends.sort().at(-1) ?? null
}

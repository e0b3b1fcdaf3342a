import type { Command } from 'commander'
import { audit } from '../../directory/audit.ts'
import { changeControllerPassword, rotateGatewaySecret } from '../../network/gateways/change.ts'
import { withChange } from '../command-database.ts'
import { readTyped } from '../terminal/typed-secret.ts'
import { secretOption, WEAK_SECRET, withGatewayChange } from './options.ts'
import { type SecretOptions, sharedSecret } from './shared-secret.ts'
import { typed } from './typed.ts'

/** `plaza gateway rotate-secret`. */
export function addRotateSecretCommand(command: Command): void {
  command
    .command('rotate-secret <name>')
    .description('give a gateway a new shared secret; prints it once')
    .addOption(secretOption())
    .option('--weak-secret', WEAK_SECRET)
    .action((name: string, options: SecretOptions) =>
      withGatewayChange(async (db, sealer) => {
        const { secret, isMade } = await sharedSecret(options)
        const id = await rotateGatewaySecret(db, sealer, name, secret)
        await audit(db, { kind: 'command' }, 'gateway.rotate-secret', `gateway ${id}`, { name })
        console.log(`Gateway "${name}" has a new shared secret from now on.`)
        if (isMade) console.log(`It is shown only now: ${secret}`)
      }),
    )
}

/** `plaza gateway controller-password`. */
export function addControllerPasswordCommand(command: Command): void {
  command
    .command('controller-password <name>')
    .description(
      'change the password by which Plaza logs in at the controller of a gateway; asked for, or a line of stdin',
    )
    .action((name: string) =>
      withChange(async (db, sealer) => {
        const id = await changeControllerPassword(db, sealer, name, await readTyped(typed.controllerPassword))
        await audit(db, { kind: 'command' }, 'gateway.controller-password', `gateway ${id}`, { name })
        console.log(`Plaza logs in at the controller of gateway "${name}" with the new password from now on.`)
      }),
    )
}

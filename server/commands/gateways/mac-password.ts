import { Command } from 'commander'
import { audit } from '../../directory/audit.ts'
import { changeMacPassword } from '../../network/gateways/change.ts'
import { withChange } from '../command-database.ts'
import { readTyped } from '../terminal/typed-secret.ts'
import { typed } from './typed.ts'

/** `plaza gateway mac-password`. */
export const macPasswordCommand = (): Command =>
  new Command('mac-password')
    .argument('<name>')
    .description(
      'change the password that a gateway sends for every device by MAC authentication; asked for, or a line of stdin',
    )
    .option('--none', 'it sends the address of the device, or nothing')
    .action((name: string, { none }: { none?: boolean }) =>
      withChange(async (db, sealer) => {
        const id = await changeMacPassword(db, sealer, name, none ? null : await readTyped(typed.macPassword))
        await audit(db, { kind: 'command' }, 'gateway.mac-password', `gateway ${id}`, { name, none: none ?? false })
        console.log(
          `Gateway "${name}" is believed with the ${none ? "device's address as" : 'new'} password from now on.`,
        )
      }),
    )

import type { Command } from 'commander'
import type { Database } from '../../database/connection.ts'
import type { OneTransaction } from '../../database/one-transaction.ts'
import { audit } from '../../directory/audit.ts'
import { GatewayError } from '../../network/gateways/gateways.ts'
import { disableGateway, gatewayIdOf, removeGateway } from '../../network/gateways/in-use.ts'
import { withChange } from '../command-database.ts'

/** `plaza gateway disable|enable|remove`. */
export function addInUseCommands(command: Command): void {
  command
    .command('disable <name>')
    .description('answer a gateway no more, from now on; it keeps its secret, certificates and hotspots')
    .action((name: string) => withChange((db) => disable(db, name, true)))

  command
    .command('enable <name>')
    .description('answer a gateway again that was disabled')
    .action((name: string) => withChange((db) => disable(db, name, false)))

  command
    .command('remove <name>')
    .description(
      'remove a gateway for good; sessions that it reported stay, and its name, network and NAS-Identifier are free',
    )
    .requiredOption('--yes', 'there is no way back')
    .action((name: string) =>
      withChange(async (db, sealer) => {
        const id = await named(db, name)
        const { hotspots } = (await removeGateway(db, sealer, id))!
        await audit(db, { kind: 'command' }, 'gateway.remove', `gateway ${id}`, { name, hotspots })
        console.log(`Gateway "${name}" is removed.`)
        if (hotspots > 0) console.log(`${hotspots} hotspots have no gateway now: import them anew, behind another one.`)
      }),
    )
}

async function disable(db: OneTransaction, name: string, disabled: boolean): Promise<void> {
  const id = await named(db, name)
  const word = disabled ? 'disabled' : 'enabled'
  if ((await disableGateway(db, id, disabled)) === undefined)
    throw new GatewayError(`Gateway "${name}" is ${word} already.`)
  await audit(db, { kind: 'command' }, disabled ? 'gateway.disable' : 'gateway.enable', `gateway ${id}`, { name })
  console.log(
    disabled
      ? `Gateway "${name}" is disabled: it gets no answer from now on. Who is online there stays so until it ends them.`
      : `Gateway "${name}" is enabled: it is answered from now on.`,
  )
}

async function named(db: Database, name: string): Promise<number> {
  const id = await gatewayIdOf(db, name)
  if (id === undefined) throw new GatewayError(`There is no gateway named "${name}".`)
  return id
}

import type { Command } from 'commander'
import { configuration } from '../../network/gateways/configuration.ts'
import { readShown } from '../../network/gateways/entry/shown.ts'
import { GatewayError } from '../../network/gateways/gateways.ts'
import { withDatabase } from '../command-database.ts'
import { HOST_OPTION, hostsFor } from './walled-garden.ts'

/** `plaza gateway configuration NAME`. */
export function addConfigurationCommand(gateway: Command): void {
  gateway
    .command('configuration')
    .argument('<name>')
    .description('print what is set at the gateway itself, as its make wants it written; … stands for a secret')
    .option(...HOST_OPTION, [])
    .action((name: string, options: { host: string[] }) =>
      withDatabase(async (db, _sealer, config) => {
        const found = await readShown(db, { name })
        if (!found) throw new GatewayError(`There is no gateway named "${name}".`)
        const hosts = await hostsFor(config, options.host)
        const { publicUrl } = config.http
        const { authPort, acctPort } = config.radius
        const radius = { host: config.radiusAddress, authPort, acctPort }
        process.stdout.write(configuration({ ...found, publicUrl, radius, hosts }))
      }),
    )
}

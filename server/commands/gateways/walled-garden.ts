import type { Command } from 'commander'
import { signInHosts } from '../../city-key/sign-in-hosts.ts'
import type { Config } from '../../config/index.ts'
import { readShown } from '../../network/gateways/entry/shown.ts'
import { GatewayError } from '../../network/gateways/gateways.ts'
import { type WalledHost, walledGarden } from '../../network/gateways/walled-garden.ts'
import { withDatabase } from '../command-database.ts'

const HTTPS = 443

export const HOST_OPTION = [
  '--host <host...>',
  'another name that the pages of the City Key need, e.g. an identity app’s',
] as const

/** What must be let through, and at the terminal what to look out for. @param further names that a person knows */
export async function hostsFor(config: Config, further: readonly string[]): Promise<WalledHost[]> {
  const { hosts, known } = await signInHosts(config)
  if (known !== 'sure') console.error('The City Key does not answer: names that only it knows are missing.')
  console.error(
    'Look with a browser which other names the pages of the City Key load, and give them with --host. Never let through ' +
      'captive.apple.com, connectivitycheck.gstatic.com or www.msftconnecttest.com: no phone would show the portal.',
  )
  return [...hosts, ...further.map((host) => ({ host, port: HTTPS }))]
}

/** `plaza gateway walled-garden NAME`. */
export function addWalledGardenCommand(gateway: Command): void {
  gateway
    .command('walled-garden')
    .argument('<name>')
    .description('print what the gateway must let through before sign-in, as its make wants it written')
    .option(...HOST_OPTION, [])
    .action((name: string, options: { host: string[] }) =>
      withDatabase(async (db, _sealer, config) => {
        const found = await readShown(db, { name })
        if (!found) throw new GatewayError(`There is no gateway named "${name}".`)
        for (const line of walledGarden(found.vendor, await hostsFor(config, options.host))) console.log(line)
      }),
    )
}

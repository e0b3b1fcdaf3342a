import type { Command } from 'commander'
import { createCityKey } from '../../city-key/city-key.ts'
import { type Config, cityKeyIssuer } from '../../config/index.ts'
import { GatewayError, loadGateways } from '../../network/gateways/gateways.ts'
import { type WalledHost, walledGarden } from '../../network/gateways/walled-garden.ts'
import { withDatabase } from '../command-database.ts'

const HTTPS = 443
const HTTP = 80

/** `plaza gateway walled-garden NAME`. */
export function addWalledGardenCommand(gateway: Command): void {
  gateway
    .command('walled-garden')
    .argument('<name>')
    .description('print what the gateway must let through before sign-in, as its make wants it written')
    .option('--host <host...>', 'another name that the pages of the City Key need, e.g. an identity app’s', [])
    .action((name: string, options: { host: string[] }) =>
      withDatabase(async (db, sealer, config) => {
        const found = (await loadGateways(db, sealer)).find((one) => one.name === name)
        if (!found) throw new GatewayError(`There is no gateway named "${name}".`)
        const { hosts, isSure } = await hostsOf(config)
        for (const host of options.host) hosts.push({ host, port: HTTPS })
        for (const line of walledGarden(found.vendor, hosts)) console.log(line)
        if (!isSure) console.error('The City Key does not answer: names that only it knows are missing.')
        console.error(
          'Look with a browser which other names the pages of the City Key load, and give them with --host. Never let through ' +
            'captive.apple.com, connectivitycheck.gstatic.com or www.msftconnecttest.com: no phone would show the portal.',
        )
      }),
    )
}

/** The portal and where the City Key says that its sign-in leads. */
async function hostsOf(config: Config): Promise<{ hosts: WalledHost[]; isSure: boolean }> {
  const { staff: _, signUpUrl: __, demoPort: ___, ...client } = config.cityKey
  // The demo's client has no name here, and discovery asks for none; nor is a request pushed only to see where it leads.
  const key = createCityKey({
    ...client,
    issuer: cityKeyIssuer(config),
    clientId: client.clientId ?? '-',
    pushes: false,
  })
  const isSure = await key.begin({ redirectUri: `${config.http.publicUrl}/portal/callback` }).then(
    () => true,
    () => false,
  )
  // Before they are online residents get an account there, and ask for help.
  const further = [config.cityKey.signUpUrl, config.help.chat].filter((url) => url !== undefined)
  const origins = [
    new URL(config.http.publicUrl).origin,
    ...(await key.origins()),
    ...further.map((url) => new URL(url).origin),
  ]
  const hosts = [...new Set(origins)].map((origin) => {
    const { hostname, port, protocol } = new URL(origin)
    return { host: hostname, port: Number(port) || (protocol === 'http:' ? HTTP : HTTPS) }
  })
  return { hosts, isSure }
}

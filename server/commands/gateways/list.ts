import type { Command } from 'commander'
import { cannotAt, isOpenedByPortal } from '../../network/gateways/abilities.ts'
import { captiveApiAddress } from '../../network/gateways/captive-portal.ts'
import { type Gateway, loadGateways } from '../../network/gateways/gateways.ts'
import { disabledGateways } from '../../network/gateways/in-use.ts'
import { gatewayPostures } from '../../network/gateways/posture/report.ts'
import { withDatabase } from '../command-database.ts'
import { table } from '../terminal/table.ts'
import { verdictWords } from './signing-words.ts'

/** `plaza gateway list`. */
export function addListCommand(command: Command): void {
  command
    .command('list')
    .description('list the gateways, without secrets')
    .option('--json', 'for programs')
    .action(({ json }: { json?: boolean }) =>
      withDatabase(async (db, sealer, config) => {
        const gateways = await loadGateways(db, sealer)
        const disabled = await disabledGateways(db)
        const postures = new Map((await gatewayPostures(db)).map((posture) => [posture.id, posture]))
        if (json) {
          const inUse = gateways.map((gateway) => ({
            ...{
              id: gateway.id,
              name: gateway.name,
              vendor: gateway.vendor,
              network: gateway.network,
              disabled: false,
            },
            ...{ nasIdentifier: gateway.nasIdentifier, loginOrigins: gateway.loginOrigins, coaPort: gateway.coaPort },
            captiveApi: captiveApiAddress(gateway, config.http.publicUrl) ?? null,
            messageAuthenticator: gateway.messageAuthenticator,
            verdict: postures.get(gateway.id)?.verdict ?? null,
            heardAt: postures.get(gateway.id)?.heardAt?.toISOString() ?? null,
            radsecUntil: radsecUntil(gateway),
            cannot: cannotAt(gateway),
          }))
          const out = disabled.map(({ id, name, vendor, network }) => ({ id, name, vendor, network, disabled: true }))
          console.log(JSON.stringify([...inUse, ...out], null, 2))
          return
        }
        if (gateways.length === 0 && disabled.length === 0) {
          console.log('There are no gateways yet: plaza gateway add NAME --network ADDRESS')
          return
        }
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

/** The last day of its certificates, whatever their number; null where it has none. */
function radsecUntil({ certificates }: Gateway): string | null {
  const ends = certificates.map(({ notAfter }) => notAfter.toISOString().slice(0, 10))
  return ends.sort().at(-1) ?? null
}

import { Argument, type Command, Option } from 'commander'
import { audit } from '../../directory/audit.ts'
import { chooseSigning } from '../../network/gateways/change.ts'
import { GatewayError } from '../../network/gateways/gateways.ts'
import { gatewayPostures, signingDetail } from '../../network/gateways/posture/report.ts'
import { type Requirement, requirements } from '../../network/tables.ts'
import { withChange } from '../command-database.ts'
import { previewWords } from './signing-words.ts'

export const proxyStateOption = () =>
  new Option(
    '--proxy-state <mode>',
    'where Message-Authenticator is not required: whether Access-Requests with Proxy-State need it all the same; ' +
      'auto: unless the first one seen from an address has none',
  ).choices(requirements)

/** `plaza gateway message-authenticator`. */
export function messageAuthenticatorCommand(command: Command): void {
  command
    .command('message-authenticator')
    .description('choose whether a gateway must sign its Access-Requests; shows what requiring it would have refused')
    .argument('<name>')
    .addArgument(new Argument('<mode>', 'auto: once it was seen; off: for old equipment').choices(requirements))
    .addOption(proxyStateOption())
    .option('--preview', 'only show what requiring it would have refused')
    .action((name: string, mode: Requirement, options: { proxyState?: Requirement; preview?: boolean }) =>
      withChange(async (db) => {
        const gateway = (await gatewayPostures(db)).find((one) => one.name === name)
        if (!gateway) throw new GatewayError(`There is no gateway named "${name}".`)
        console.log(previewWords(gateway, new Date()))
        if (options.preview) return
        const chosen = { messageAuthenticator: mode, signedProxyState: options.proxyState }
        await chooseSigning(db, gateway.id, chosen)
        const detail = signingDetail(gateway, chosen)
        await audit(db, { kind: 'command' }, 'gateway.message-authenticator', `gateway ${gateway.id}`, detail)
        console.log(
          `Gateway "${name}": Message-Authenticator is now "${mode}" (it was "${gateway.messageAuthenticator}").`,
        )
      }),
    )
}

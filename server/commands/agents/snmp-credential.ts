import { Command, Option } from 'commander'
import { audit } from '../../directory/audit.ts'
import {
  credentialNamed,
  listCredentials,
  putCredentials,
  removeCredential,
  type SnmpCredential,
} from '../../network/agents/credentials.ts'
import {
  type AuthProtocol,
  authProtocols,
  type PrivacyProtocol,
  privacyProtocols,
  type SnmpVersion,
  snmpVersions,
} from '../../network/tables.ts'
import { StartError } from '../../start/start-error.ts'
import { withChange, withDatabase } from '../command-database.ts'
import { explained } from '../network-errors.ts'
import { JSON_OPTION, type JsonOption, printRows } from '../terminal/output.ts'
import { someText } from '../terminal/some-text.ts'
import { readTyped } from '../terminal/typed-secret.ts'

const COMMUNITY = { question: 'Community', name: 'The community' }
const AUTH_KEY = { question: 'Authentication key', name: 'The authentication key' }
const PRIVACY_KEY = { question: 'Privacy key', name: 'The privacy key' }

interface AddOptions {
  version: SnmpVersion
  user?: string
  auth?: AuthProtocol
  privacy?: PrivacyProtocol
}

/** `plaza snmp-credential add|list|remove`. */
export function snmpCredentialCommand(): Command {
  const command = new Command('snmp-credential')
    .description('by which SNMP agents let Plaza ask: one by its name may be that of thousands')
    .showHelpAfterError()
  addCommand(command)

  command
    .command('list')
    .description('list the credentials, without secrets')
    .option(...JSON_OPTION)
    .action((options: JsonOption) =>
      withDatabase(async (db) => {
        const none = 'There are no SNMP credentials yet: plaza snmp-credential add NAME'
        printRows(
          await listCredentials(db),
          options,
          ({ name, version, username, auth, privacy, agents }) => ({
            ...{ name, version, user: username, authentication: auth, privacy, agents },
          }),
          none,
        )
      }),
    )

  command
    .command('remove <name>')
    .description('remove a credential that no agent has')
    .action((name: string) =>
      withChange(async (db) => {
        const { id } = await credentialNamed(db, name).catch(explained)
        const removed = await removeCredential(db, id).catch(explained)
        await audit(db, { kind: 'command' }, 'snmp-credential.remove', `snmp credential ${id}`, { name: removed })
        console.log(`The SNMP credential "${removed}" is removed.`)
      }),
    )
  return command
}

function addCommand(command: Command): void {
  command
    .command('add <name>')
    .description(
      'store a credential, or change that of this name in one place for all its agents; its secrets are asked for, or ' +
        'read from standard input, a line each: the community, or the authentication key and then the privacy key',
    )
    .addOption(new Option('--version <version>', 'of SNMP').choices(snmpVersions).default('2c'))
    .option('--user <name>', 'version 3: the user')
    .addOption(new Option('--auth <protocol>', 'version 3: how it is authenticated').choices(authProtocols))
    .addOption(new Option('--privacy <protocol>', 'version 3: how it is encrypted').choices(privacyProtocols))
    .action((given: string, options: AddOptions) =>
      withChange(async (db, sealer) => {
        const name = someText('The name', given)
        const credential = await readCredential(options)
        const there = (await listCredentials(db)).find((one) => one.name.toLowerCase() === name.toLowerCase())
        const [id] = await putCredentials(db, sealer, [{ name, credential }]).catch(explained)
        const { version, user, auth, privacy } = options
        const detail = { name, version, user, auth, privacy }
        const action = there ? 'snmp-credential.set' : 'snmp-credential.add'
        await audit(db, { kind: 'command' }, action, `snmp credential ${id}`, detail)
        console.log(
          there
            ? `The SNMP credential "${there.name}" is another now, for ${there.agents} agents.`
            : `The SNMP credential "${name}" is stored.`,
        )
      }),
    )
}

/** @throws {StartError} where options do not go together, or a secret is missing */
async function readCredential({ version, user, auth, privacy }: AddOptions): Promise<SnmpCredential> {
  if (version !== '3') {
    if (user !== undefined || auth || privacy)
      throw new StartError('--user, --auth and --privacy are of version 3: give --version 3 with them.')
    return { version, community: await readTyped(COMMUNITY) }
  }
  if (user === undefined) throw new StartError('Version 3 needs --user.')
  if (privacy && !auth) throw new StartError('--privacy needs --auth (RFC 3414 section 1.4).')
  return {
    version,
    username: user,
    ...(auth && { auth: { protocol: auth, key: await readTyped(AUTH_KEY) } }),
    ...(privacy && { privacy: { protocol: privacy, key: await readTyped(PRIVACY_KEY) } }),
  }
}

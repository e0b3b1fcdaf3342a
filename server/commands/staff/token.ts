import { Command, Option } from 'commander'
import { findStaffMember } from '../../city-key/account/named.ts'
import { addApiToken, listApiTokens, MOST_TOKEN_DAYS, revokeApiToken } from '../../directory/api-tokens.ts'
import { audit } from '../../directory/audit.ts'
import { type StaffRole, staffRoles } from '../../directory/tables.ts'
import { StartError } from '../../start/start-error.ts'
import { withChange, withDatabase } from '../command-database.ts'
import { readId, readNumber } from '../terminal/option-values.ts'
import { JSON_OPTION, type JsonOption, printRows } from '../terminal/output.ts'
import { someText } from '../terminal/some-text.ts'

const USUAL_DAYS = 90
const DAY_MS = 86_400_000

/** `plaza token add|list|revoke`. */
export function tokenCommand(): Command {
  const command = new Command('token').description('by what scripts ask the API: docs/api.md').showHelpAfterError()
  addCommand(command)
  listCommand(command)
  revokeCommand(command)
  return command
}

interface AddOptions {
  name: string
  role: StaffRole
  readOnly?: true
  endpoint?: string[]
  days: string
}

function addCommand(command: Command): void {
  command
    .command('add <subject>')
    .description('make a token for a member of staff, and print it: this once')
    .requiredOption('--name <name>', 'what it is for')
    .addOption(new Option('--role <role>', 'what it may, as far as they may').choices(staffRoles).default('viewer'))
    .option('--read-only', 'it asks, and changes nothing')
    .option('--endpoint <endpoint...>', 'all that it may ask, such as "get /hotspots"; without: all that its role may')
    .option('--days <number>', `how long it works, at most ${MOST_TOKEN_DAYS}`, String(USUAL_DAYS))
    .action((subject: string, given: AddOptions) =>
      withChange(async (db, sealer, config) => {
        const staffId = await findStaffMember({ config, db, sealer }, subject.trim())
        if (staffId === undefined)
          throw new StartError(`"${subject}" is no staff member: plaza staff list shows who is.`)
        const expiresAt = new Date(Date.now() + readNumber('--days', given.days, MOST_TOKEN_DAYS) * DAY_MS)
        const endpoints = given.endpoint?.map(endpointNamed) ?? null
        const scope = { name: someText('--name', given.name), role: given.role, readOnly: !!given.readOnly, endpoints }
        const made = await addApiToken(db, { ...scope, staffId, expiresAt })
        if (!made) throw new StartError(`${subject} is disabled, or has fifty tokens already.`)
        const detail = { ...scope, endsAt: expiresAt.toISOString() }
        await audit(db, { kind: 'command' }, 'api-token.add', `api token ${made.id}`, detail)
        console.log(made.token)
        console.error(`Token ${made.id} works until ${expiresAt.toISOString()}. Plaza keeps a hash of it alone.`)
      }),
    )
}

/** `GET /hotspots`, also as the address has it. @throws {StartError} */
function endpointNamed(text: string): string {
  const [, method, path] = /^(get|post|put)\s+(?:\/api\/v1)?(\/\S+)$/i.exec(text.trim()) ?? []
  if (!method || !path)
    throw new StartError(`--endpoint: "${text}" is none such as "get /hotspots": /api/docs lists them.`)
  return `${method.toLowerCase()} ${path}`
}

type Row = Awaited<ReturnType<typeof listApiTokens>>[number]

function listCommand(command: Command): void {
  command
    .command('list')
    .description('list the tokens, those that are over included')
    .option(...JSON_OPTION)
    .action((options: JsonOption) =>
      withDatabase(async (db) => {
        const now = new Date()
        const shown = (token: Row) => ({
          number: token.id,
          owner: token.owner,
          name: token.name,
          role: token.role,
          'read only': token.read_only,
          endpoints: token.endpoints?.join(', ') ?? 'all',
          ends: token.expires_at.toISOString(),
          'last used': token.last_used_at?.toISOString() ?? 'never',
          state: token.revoked_at ? 'revoked' : token.expires_at > now ? 'works' : 'over',
        })
        printRows(await listApiTokens(db), options, shown, 'There are none yet: plaza token add makes one.')
      }),
    )
}

function revokeCommand(command: Command): void {
  command
    .command('revoke <number>')
    .description('end a token at once')
    .action((number: string) =>
      withChange(async (db) => {
        const id = readId('The number', number)
        const name = await revokeApiToken(db, id)
        if (name === undefined) throw new StartError(`There is no token ${id} that works: plaza token list`)
        await audit(db, { kind: 'command' }, 'api-token.revoke', `api token ${id}`, { name })
        console.log(`Token ${id} (${name}) opens nothing any more.`)
      }),
    )
}

import { Command, Option } from 'commander'
import { findStaffMember, staffAccount } from '../../city-key/account/named.ts'
import type { Config } from '../../config/index.ts'
import type { Database } from '../../database/connection.ts'
import type { OneTransaction } from '../../database/one-transaction.ts'
import { audit, differences } from '../../directory/audit.ts'
import { makeSignInLink } from '../../directory/sign-in-links.ts'
import {
  changeStaff,
  LastAdministrator,
  listStaff,
  putStaff,
  type StaffChange,
  type StaffState,
  staffIdOf,
} from '../../directory/staff.ts'
import { type StaffRole, staffRoles } from '../../directory/tables.ts'
import { districtNames } from '../../network/districts/districts.ts'
import { districtWords, wordsFor } from '../../network/districts/words.ts'
import type { Sealer } from '../../sealing.ts'
import { StartError } from '../../start/start-error.ts'
import { withChange, withDatabase } from '../command-database.ts'
import { DISTRICTS_OPTION, readDistricts } from '../district.ts'
import { readNumber } from '../terminal/option-values.ts'
import { someText } from '../terminal/some-text.ts'
import { table } from '../terminal/table.ts'

const LINK_MINUTES = 10
const MOST_LINK_MINUTES = 60

/** `plaza staff add|set|disable|enable|sign-in-link|list`. */
export function staffCommand(): Command {
  const command = new Command('staff').description('who may use the dashboard').showHelpAfterError()
  addCommand(command)
  setCommand(command)
  disableCommand(command)
  enableCommand(command)
  signInLinkCommand(command)
  listCommand(command)
  return command
}

function addCommand(command: Command): void {
  command
    .command('add <subject>')
    .description('give a City Key account (its OpenID Connect `sub`) a role; again to change it')
    .requiredOption('--name <name>', 'as colleagues know them')
    .addOption(new Option('--role <role>', 'what they may do').choices(staffRoles).makeOptionMandatory())
    .option(...DISTRICTS_OPTION)
    .action((givenSubject: string, options: { name: string; role: StaffRole; districts?: string }) =>
      withChange(async (db, sealer, config) => {
        const account = someText('The subject', givenSubject)
        const name = someText('--name', options.name)
        const { role } = options
        const { issuer, subject } = await staffAccount({ config, db, sealer }, account)
        const known = await staffIdOf(db, issuer, subject)
        const districts = await readDistricts(db, options.districts)
        const change = known && (await changed(db, known, { name, role, disabled: false, districts }))
        const id = known ?? (await putStaff(db, { issuer, subject, name, role, districts }))
        const words = wordsFor(await districtNames(db))
        const detail = change
          ? differences(words(change.before), words(change.after))
          : { after: { account, name, role, districts: districtWords(await districtNames(db), districts ?? []) } }
        if (detail) await audit(db, { kind: 'command' }, 'staff.put', `staff ${id}`, detail)
        const where = districtWords(await districtNames(db), change ? change.after.districts : (districts ?? []))
        console.log(`${name} is now ${role} (City Key account ${account} of ${issuer}); districts: ${where}.`)
      }),
    )
}

function setCommand(command: Command): void {
  command
    .command('set <subject>')
    .description('change the name, role or districts of one who is staff')
    .option('--name <name>', 'as colleagues know them')
    .addOption(new Option('--role <role>', 'what they may do').choices(staffRoles))
    .option(...DISTRICTS_OPTION)
    .action((subject: string, given: { name?: string; role?: StaffRole; districts?: string }) => {
      if (Object.keys(given).length === 0) throw new StartError('Say what to change: --name, --role, --districts.')
      return withChange(async (db, sealer, config) => {
        const { name, role } = given
        const districts = await readDistricts(db, given.districts)
        const change = { name: name === undefined ? undefined : someText('--name', name), role, districts }
        const member = await set({ config, db, sealer }, subject, change)
        const where = districtWords(await districtNames(db), member.districts)
        console.log(`${member.name} is ${member.role}${member.disabled ? ', and disabled' : ''}; districts: ${where}.`)
      })
    })
}

function disableCommand(command: Command): void {
  command
    .command('disable <subject>')
    .description('let one in no more: at once, pages that are open included; what they did stays in the audit')
    .action((subject: string) =>
      withChange(async (db, sealer, config) => {
        const { name } = await set({ config, db, sealer }, subject, { disabled: true })
        console.log(`${name} is disabled from now on. plaza staff enable ${subject} undoes it.`)
      }),
    )
}

function enableCommand(command: Command): void {
  command
    .command('enable <subject>')
    .description('let one in again who was disabled')
    .action((subject: string) =>
      withChange(async (db, sealer, config) => {
        const { name, role } = await set({ config, db, sealer }, subject, { disabled: false })
        console.log(`${name} is ${role} again.`)
      }),
    )
}

function signInLinkCommand(command: Command): void {
  command
    .command('sign-in-link <subject>')
    .description('print a link that lets one in once, without the City Key: for when it is down')
    .option('--minutes <number>', 'how long it works', String(LINK_MINUTES))
    .action((subject: string, { minutes }: { minutes: string }) =>
      withChange(async (db, sealer, config) => {
        const endsAt = new Date(Date.now() + readNumber('--minutes', minutes, MOST_LINK_MINUTES) * 60_000)
        const id = await memberOf({ config, db, sealer }, subject)
        const token = await makeSignInLink(db, id, endsAt)
        if (token === undefined) throw new StartError(`${subject} is disabled: plaza staff enable ${subject}`)
        await audit(db, { kind: 'command' }, 'staff.sign-in-link', `staff ${id}`, { endsAt: endsAt.toISOString() })
        console.log(`${config.http.publicUrl}/staff/link?token=${token}`)
        console.log(`It works once, until ${endsAt.toISOString()}. Hand it to them alone.`)
      }),
    )
}

function listCommand(command: Command): void {
  command
    .command('list')
    .description('list the staff')
    .action(() =>
      withDatabase(async (db) => {
        const staff = await listStaff(db)
        if (staff.length === 0) {
          console.log('There is no staff yet: plaza staff add SUBJECT --name NAME --role ROLE')
          return
        }
        const names = await districtNames(db)
        const shown = staff.map(({ name, role, subject, disabled_at, districts }) => ({
          name,
          role,
          districts: districtWords(names, districts),
          'City Key account': subject,
          disabled: disabled_at !== null,
        }))
        console.log(table(shown))
      }),
    )
}

interface CommandParts {
  config: Config
  db: Database
  sealer: Sealer
}

type ChangeParts = CommandParts & { db: OneTransaction }

/** @throws {StartError} where nobody of this account is staff */
async function memberOf(parts: CommandParts, subject: string): Promise<number> {
  const id = await findStaffMember(parts, subject.trim())
  if (id === undefined) throw new StartError(`"${subject}" is no staff member: plaza staff list shows who is.`)
  return id
}

/** @throws {StartError} where it would leave no administrator */
async function changed(db: Database, id: number, change: StaffChange) {
  const done = await changeStaff(db, id, change).catch((error) => {
    throw error instanceof LastAdministrator ? new StartError(error.message) : error
  })
  return done!
}

async function set(parts: ChangeParts, subject: string, change: StaffChange): Promise<StaffState> {
  const { db } = parts
  const id = await memberOf(parts, subject)
  const { before, after } = await changed(db, id, change)
  const words = wordsFor(await districtNames(db))
  const detail = differences(words(before), words(after))
  if (detail) await audit(db, { kind: 'command' }, 'staff.set', `staff ${id}`, detail)
  return after
}

import { Command, Option } from 'commander'
import { cityKeyIssuer } from '../config.ts'
import { audit } from '../directory/audit.ts'
import { listStaff, putStaff } from '../directory/staff.ts'
import { type StaffRole, staffRoles } from '../directory/tables.ts'
import { withDatabase } from './command-database.ts'
import { someText } from './terminal/some-text.ts'
import { table } from './terminal/table.ts'

/** `plaza staff add|list`. */
export function staffCommand(): Command {
  const command = new Command('staff').description('who may use the dashboard').showHelpAfterError()

  command
    .command('add <subject>')
    .description('give a City Key account (its OpenID Connect `sub`) a role; again to change it')
    .requiredOption('--name <name>', 'as colleagues know them')
    .addOption(new Option('--role <role>', 'what they may do').choices(staffRoles).makeOptionMandatory())
    .action((givenSubject: string, options: { name: string; role: StaffRole }) =>
      withDatabase(async (db, _sealer, config) => {
        const subject = someText('The subject', givenSubject)
        const name = someText('--name', options.name)
        const { role } = options
        const issuer = cityKeyIssuer(config)
        const id = await putStaff(db, { issuer, subject, name, role })
        await audit(db, { kind: 'command' }, 'staff.put', `staff ${id}`, { role })
        console.log(`${name} is now ${role} (City Key account ${subject} of ${issuer}).`)
      }),
    )

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
        const shown = staff.map(({ name, role, subject, disabled_at }) => ({
          name,
          role,
          'City Key account': subject,
          disabled: disabled_at !== null,
        }))
        console.log(table(shown))
      }),
    )
  return command
}

import { Command, Option } from 'commander'
import { readConfig } from '../config.ts'
import { type StaffRole, staffRoles } from '../database/tables.ts'
import { audit } from '../directory/audit.ts'
import { listStaff, putStaff } from '../directory/staff.ts'
import { StartError } from '../start-error.ts'
import { withDatabase } from './command-database.ts'

/** `plaza staff add|list`. */
export function staffCommand(): Command {
  const command = new Command('staff').description('who may use the dashboard')

  command
    .command('add <subject>')
    .description('give a City Key account (its OpenID Connect `sub`) a role; again to change it')
    .requiredOption('--name <name>', 'as colleagues know them')
    .addOption(new Option('--role <role>', 'what they may do').choices(staffRoles).makeOptionMandatory())
    .action((subject: string, { name, role }: { name: string; role: StaffRole }) =>
      withDatabase(async (db) => {
        const { cityKey } = readConfig(process.env)
        const issuer = cityKey.issuer ?? `http://localhost:${cityKey.demoPort}`
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
        if (staff.length === 0)
          throw new StartError('There is no staff yet: plaza staff add SUBJECT --name NAME --role ROLE')
        console.table(
          staff.map(({ name, role, subject, disabled_at }) => ({
            name,
            role,
            subject,
            disabled: disabled_at !== null,
          })),
        )
      }),
    )
  return command
}

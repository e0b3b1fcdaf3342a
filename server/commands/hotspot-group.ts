import { Command } from 'commander'
import { namedPolicies } from '../access/policies.ts'
import type { Database } from '../database/connection.ts'
import { audit } from '../directory/audit.ts'
import { assignGroup, hotspotGroups, putGroup, removeGroup } from '../hotspots/groups.ts'
import { HoursError } from '../hotspots/opening-hours.ts'
import { StartError } from '../start-error.ts'
import { withDatabase } from './command-database.ts'
import { someText } from './some-text.ts'
import { table } from './table.ts'

const ALWAYS = 'always'
const DEFAULT = 'default'

interface AssignOptions {
  hotspots?: string
  programme?: string
  borough?: string
  dryRun?: boolean
}

/** `plaza hotspot-group set|assign|remove|list`. */
export function hotspotGroupCommand(): Command {
  const command = new Command('hotspot-group')
    .description('hotspots under one programme’s opening hours and policy')
    .showHelpAfterError()

  command
    .command('set <name>')
    .description('make a group, or change it; what is not said stays')
    .option('--hours <hours>', `local time, such as "mon-fri 07:00-21:00, sat 08:00-14:00"; "${ALWAYS}": never closed`)
    .option('--policy <name>', `as plaza policy list shows it; "${DEFAULT}": that of all others`)
    .action((given: string, { hours, policy }: { hours?: string; policy?: string }) =>
      withDatabase(async (db) => {
        const name = someText('name', given)
        const policyId = policy === undefined ? undefined : await readPolicy(db, policy)
        const wanted = { name, policyId, hours: hours === ALWAYS ? null : hours }
        const id = await putGroup(db, wanted).catch((error) => {
          if (!(error instanceof HoursError)) throw error
          throw new StartError(`--hours: ${error.message}`)
        })
        await audit(db, { kind: 'command' }, 'hotspot-group.set', `hotspot group ${id}`, { name, hours, policy })
        console.log(`Group "${name}" is set. plaza hotspot-group assign "${name}" puts hotspots into it.`)
      }),
    )

  command
    .command('assign <name>')
    .description('put hotspots into a group; all that is said must fit')
    .option('--hotspots <ids>', 'numbers, with commas between')
    .option('--programme <name>', 'those of this programme')
    .option('--borough <name>', 'those of this borough')
    .option('--dry-run', 'only say how many')
    .action((given: string, { hotspots, programme, borough, dryRun = false }: AssignOptions) =>
      withDatabase(async (db) => {
        const group = (await hotspotGroups(db)).find(({ name }) => name === given)
        if (!group) throw new StartError(`There is no group "${given}": plaza hotspot-group list shows all.`)
        const filter = { ids: hotspots === undefined ? undefined : readIds(hotspots), programme, borough }
        if (Object.values(filter).every((each) => each === undefined))
          throw new StartError('Say which: --hotspots, --programme or --borough.')
        const count = await assignGroup(db, group.id, filter, dryRun)
        if (dryRun) return console.log(`${count} hotspots would be in "${group.name}".`)
        await audit(db, { kind: 'command' }, 'hotspot-group.assign', `hotspot group ${group.id}`, { ...filter, count })
        console.log(`${count} hotspots are in "${group.name}" now.`)
      }),
    )

  command
    .command('remove <name>')
    .description('remove a group; its hotspots are under the rules of all others again')
    .action((name: string) =>
      withDatabase(async (db) => {
        if (!(await removeGroup(db, name))) throw new StartError(`There is no group "${name}".`)
        await audit(db, { kind: 'command' }, 'hotspot-group.remove', `hotspot group ${name}`)
        console.log(`Group "${name}" is removed.`)
      }),
    )

  command
    .command('list')
    .description('list them')
    .action(() =>
      withDatabase(async (db) => {
        const [groups, policies] = await Promise.all([hotspotGroups(db), namedPolicies(db)])
        if (groups.length === 0) return console.log('There is none yet: plaza hotspot-group set NAME --hours HOURS')
        const shown = groups.map(({ name, hours, policyId, hotspots }) => ({
          ...{ name, hotspots, hours: hours ?? ALWAYS },
          policy: policies.find(({ id }) => id === policyId)?.name ?? DEFAULT,
        }))
        console.log(table(shown))
      }),
    )
  return command
}

async function readPolicy(db: Database, name: string): Promise<number | null> {
  if (name === DEFAULT) return null
  const policies = await namedPolicies(db)
  const found = policies.find((policy) => policy.name === name)
  if (!found)
    throw new StartError(`--policy: there is no "${name}", but ${policies.map((policy) => policy.name).join(', ')}.`)
  return found.id
}

function readIds(text: string): number[] {
  return text.split(',').map((part) => {
    if (!/^\s*[1-9]\d{0,14}\s*$/.test(part))
      throw new StartError(`--hotspots: "${part.trim()}" is no number of a hotspot.`)
    return Number(part)
  })
}

import type { Command } from 'commander'
import type { Config } from '../../config/index.ts'
import type { Database } from '../../database/connection.ts'
import { audit } from '../../directory/audit.ts'
import { type PlanParameters, usualParametersOf } from '../../planning/plans/parameters.ts'
import { PlanError } from '../../planning/plans/plan-error.ts'
import { forkPlan, makePlan, readPlan } from '../../planning/plans/plans.ts'
import { latestStreetsDay } from '../../planning/streets/store.ts'
import { StartError } from '../../start/start-error.ts'
import { withChange } from '../command-database.ts'
import { readId } from '../terminal/option-values.ts'
import { type AskedOptions, askedOf, withAskedOptions } from './asked.ts'

/** Adds `add` and `fork` to `plaza site-plan`. */
export function addCommands(command: Command): void {
  withAskedOptions(command.command('add <name>'))
    .description('make a draft of a plan; what is not said is as usual, reach as in the coverage figures')
    .action((given: string, options: AskedOptions) =>
      withChange(async (one, _, config) => {
        const name = nameIn(given)
        const parameters = askedOf(options, await usualIn(one, config))
        const id = await makePlan(one, { name, notes: '', parameters }, null)
        await audit(one, { kind: 'command' }, 'site-plan.add', `site-plan ${id}`, { name, ...detail(parameters) })
        console.log(`Plan ${id} is a draft. Solve it: plaza site-plan solve ${id}`)
      }),
    )
  withAskedOptions(command.command('fork <plan> <name>'))
    .description('make a draft with the parameters of a plan, but for those that are said')
    .action((given: string, newName: string, options: AskedOptions) =>
      withChange(async (one) => {
        const [from, name] = [readId('plan', given), nameIn(newName)]
        const { parameters: base } = await readPlan(one, from).catch(explained)
        const parameters = askedOf(options, base)
        const id = await forkPlan(one, from, { name, ...parameters }, null)
        await audit(one, { kind: 'command' }, 'site-plan.fork', `site-plan ${id}`, {
          from,
          name,
          ...detail(parameters),
        })
        console.log(`Plan ${id} is a draft, a copy of plan ${from}. Solve it: plaza site-plan solve ${id}`)
      }),
    )
}

const detail = ({ objective, method }: PlanParameters) => ({ objective, method })

async function usualIn(db: Pick<Database, 'query'>, { rings }: Config): Promise<PlanParameters> {
  const streets = await latestStreetsDay(db)
  return usualParametersOf((ring) => ({ metres: rings[ring], streets: ring === 'walk' ? streets : null }))
}

function nameIn(given: string): string {
  const name = given.trim()
  if (name !== '' && name.length <= 120) return name
  throw new StartError('A plan has a name of 1 to 120 characters.')
}

function explained(error: unknown): never {
  if (error instanceof PlanError) throw new StartError(error.message)
  throw error
}

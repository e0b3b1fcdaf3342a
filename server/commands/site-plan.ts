import { Command } from 'commander'
import { inOneTransaction } from '../database/one-transaction.ts'
import { audit } from '../directory/audit.ts'
import { silentLog } from '../log.ts'
import { planCsv, planGeoJson } from '../planning/plans/export.ts'
import { methodOf } from '../planning/plans/method.ts'
import { PlanError } from '../planning/plans/plan-error.ts'
import { failAbandoned, listPlans, readPlan, readWholePlan, type SitePlan } from '../planning/plans/plans.ts'
import { openPlanSolver, prepareToSolve } from '../planning/plans/solving/solver.ts'
import { verifyPlan } from '../planning/plans/verify.ts'
import { StartError } from '../start/start-error.ts'
import { withDatabase } from './command-database.ts'
import { addCommands } from './site-plans/add.ts'
import { evaluateCommand } from './site-plans/evaluate.ts'
import { readId } from './terminal/option-values.ts'
import { JSON_OPTION, type JsonOption, printRows } from './terminal/output.ts'
import { table } from './terminal/table.ts'

/** `plaza site-plan list|show|add|fork|solve|verify|export|evaluate`. */
export function sitePlanCommand(): Command {
  const command = new Command('site-plan')
    .description('plans of where to build sites, as planners make them in the dashboard')
    .showHelpAfterError()
  command
    .command('list')
    .description('list the plans, the newest first')
    .option(...JSON_OPTION)
    .action((options: JsonOption) =>
      withDatabase(async (db) => {
        await failAbandoned(db)
        printRows(await listPlans(db), options, rowOf, 'There are none yet.')
      }),
    )
  command
    .command('show <plan>')
    .description('a plan: its parameters, what came of it, and its sites')
    .option(...JSON_OPTION)
    .action((given: string, { json }: JsonOption) =>
      withDatabase(async (db) => {
        const plan = await readPlan(db, readId('plan', given)).catch(explained)
        if (json) return console.log(JSON.stringify(plan, null, 2))
        console.log(table([rowOf(plan)]))
        if (!plan.result) return
        const { inputs } = await readWholePlan(db, plan.id)
        console.log(
          table(
            plan.result.picks.map((pick, at) => ({
              ...{ order: at + 1, site: inputs.candidates.name[pick.candidate]!, year: pick.year, cost: pick.cost },
              ...{ gain: Math.round(pick.gain), unique: Math.round(pick.unique), reach: Math.round(pick.reach) },
            })),
          ),
        )
      }),
    )
  addCommands(command)
  solveCommand(command)
  verifyCommand(command)
  exportCommand(command)
  evaluateCommand(command)
  return command
}

function solveCommand(command: Command): void {
  command
    .command('solve <plan>')
    .description('solve a draft with what the city has now; it takes as long as the plan says')
    .option(...JSON_OPTION)
    .action((given: string, { json }: JsonOption) =>
      withDatabase(async (db) => {
        const id = readId('plan', given)
        await inOneTransaction(db, async (one) => {
          await prepareToSolve(one, id).catch(explained)
          await audit(one, { kind: 'command' }, 'site-plan.solve', `site-plan ${id}`)
        })
        const solver = openPlanSolver(db, silentLog)
        await solver.start(id)
        const plan = await readPlan(db, id)
        if (plan.failure !== null) throw new StartError(`Plan ${id} has failed: ${plan.failure}`)
        console.log(json ? JSON.stringify(plan, null, 2) : table([rowOf(plan)]))
      }),
    )
}

function verifyCommand(command: Command): void {
  command
    .command('verify <plan>')
    .description('work out value, cost and bound of a solved plan again, from what was stored with it')
    .option(...JSON_OPTION)
    .action((given: string, { json }: JsonOption) =>
      withDatabase(async (db) => {
        const id = readId('plan', given)
        const found = verifyPlan(await readWholePlan(db, id).catch(explained))
        const { faults, ...figures } = found
        if (json) console.log(JSON.stringify(found, null, 2))
        else {
          console.log(table([{ ...figures, gap: figures.gap === null ? null : `${(100 * figures.gap).toFixed(3)} %` }]))
          if (found.bound === null)
            console.log('This kind of plan has no certificate: its value is worked out again, its bound is not.')
          console.log(faults.length === 0 ? `Plan ${id} is as it was stored.` : faults.join('\n'))
        }
        if (faults.length > 0) process.exitCode = 1
      }),
    )
}

function exportCommand(command: Command): void {
  command
    .command('export <plan>')
    .description('print the sites of a plan as GeoJSON or CSV, with its parameters')
    .option('--format <format>', 'geojson or csv', 'geojson')
    .action((given: string, { format }: { format: string }) =>
      withDatabase(async (db) => {
        if (format !== 'geojson' && format !== 'csv') throw new StartError('--format: geojson or csv.')
        const plan = await readWholePlan(db, readId('plan', given)).catch(explained)
        console.log(format === 'csv' ? planCsv(plan).trimEnd() : JSON.stringify(planGeoJson(plan), null, 2))
      }),
    )
}

const rowOf = ({ id, name, status, parameters, result }: SitePlan) => ({
  ...{ plan: id, name, status, objective: parameters.objective },
  ...{ limit: `${parameters.limit.most} ${parameters.limit.unit}`, reach: methodOf({ parameters, result }) },
  ...{ sites: result?.picks.length ?? null, cost: result?.cost ?? null },
  residents: result ? Math.round(result.residents.after - result.residents.before) : null,
  gap: result?.gap == null ? null : `${(100 * result.gap).toFixed(3)} %${result.proven ? ' proven' : ''}`,
})

function explained(error: unknown): never {
  if (error instanceof PlanError) throw new StartError(error.message)
  throw error
}

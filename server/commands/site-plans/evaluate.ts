import type { Command } from 'commander'
import type { Interval } from '../../planning/evaluation/bootstrap.ts'
import { evaluateNewSites } from '../../planning/new-sites/keeper.ts'
import { type EvaluatedProgramme, type EvaluatedSite, evaluatedSites } from '../../planning/new-sites/views.ts'
import { StartError } from '../../start/start-error.ts'
import { withDatabase } from '../command-database.ts'
import { readId } from '../terminal/option-values.ts'
import { JSON_OPTION, type JsonOption, printRows } from '../terminal/output.ts'
import { table } from '../terminal/table.ts'

/** `plaza site-plan evaluate`. */
export function evaluateCommand(command: Command): void {
  command
    .command('evaluate [site]')
    .description('what new sites did, or what is missing to say so; first evaluates those of which a week is over')
    .option(...JSON_OPTION)
    .action((given: string | undefined, options: JsonOption) =>
      withDatabase(async (db, _, { timeZone }) => {
        await evaluateNewSites(db, { timeZone, wait: true })
        const { sites, programmes } = await evaluatedSites(db)
        if (given === undefined) {
          if (options.json) return console.log(JSON.stringify({ sites, programmes }, null, 2))
          printRows(sites, options, evaluatedRow, 'No site has opened since use is counted.')
          if (programmes.length > 0) console.log(table(programmes.map(programmeRow)))
          return
        }
        const id = readId('site', given)
        const one = sites.find(({ site }) => site.id === id)
        if (!one) throw new StartError(`Site ${id} has not been evaluated: see plaza site-plan evaluate.`)
        if (options.json) return console.log(JSON.stringify(one, null, 2))
        console.log(table([evaluatedRow(one)]))
        for (const { what, has, needs } of one.outcome.lacks) console.log(`Missing: ${what} ${has}, needs ${needs}`)
        for (const doubt of one.outcome.effects?.doubts ?? []) console.log(`Doubt: ${doubt}`)
      }),
    )
}

const evaluatedRow = ({ site, openedOn, outcome: { verdict, effects }, arrivals }: EvaluatedSite) => ({
  ...{ site: site.id, name: site.name, programme: site.programme, opened: openedOn, verdict },
  ...{ net: effects && Math.round(effects.net.users), interval: effects && between(effects.net.interval) },
  ...{
    new: arrivals.firstTime ?? 'hidden',
    returned: arrivals.returned ?? 'hidden',
    moved: arrivals.moved ?? 'hidden',
  },
})
const programmeRow = ({ programme, sites, users, interval }: EvaluatedProgramme) => ({
  ...{ programme, sites, net: Math.round(users), interval: between(interval) },
})
const between = ({ low, high }: Interval): string => `${Math.round(low)} to ${Math.round(high)}`

import { Command } from 'commander'
import { inOneTransaction } from '../../database/one-transaction.ts'
import { audit } from '../../directory/audit.ts'
import { listCosts, parts, putCosts, type SiteCost } from '../../planning/candidates/costs.ts'
import { StartError } from '../../start/start-error.ts'
import { withDatabase } from '../command-database.ts'
import { JSON_OPTION, type JsonOption, printRows } from '../terminal/output.ts'

/** `plaza site-cost list|set|remove`. */
export function siteCostCommand(): Command {
  const command = new Command('site-cost')
    .description('what sites cost where their candidate does not say it: by kind of equipment, backhaul and power')
    .showHelpAfterError()
  command
    .command('list')
    .description('list what is set')
    .option(...JSON_OPTION)
    .action((options: JsonOption) =>
      withDatabase(async (db) => printRows(await listCosts(db), options, (cost) => ({ ...cost }), 'None is set.')),
    )
  command
    .command('set <part> <name> <cost>')
    .description(
      `set what one costs; part: ${parts.join(', ')}; the cheapest that a candidate has what it needs for counts`,
    )
    .option('--needs <tag>', 'a tag, or a kind, that a candidate must have for it, such as fibra')
    .action((part: string, name: string, cost: string, { needs }: { needs?: string }) => {
      const set = {
        part: readPart(part),
        name: name.trim(),
        needs: needs?.trim().toLowerCase() || null,
        cost: readCost(cost),
      }
      if (set.name === '') throw new StartError('A cost needs a name, such as Fibra.')
      return change((costs) => [...costs.filter((one) => !isSame(one, set)), set])
    })
  command
    .command('remove <part> <name>')
    .description('remove one')
    .action((part: string, name: string) => {
      const gone = { part: readPart(part), name: name.trim() }
      return change((costs) => {
        if (!costs.some((one) => isSame(one, gone))) throw new StartError(`There is no ${gone.part} "${gone.name}".`)
        return costs.filter((one) => !isSame(one, gone))
      })
    })
  return command
}

type Named = Pick<SiteCost, 'part' | 'name'>
const isSame = (a: Named, b: Named) => a.part === b.part && a.name === b.name

const change = (changed: (costs: SiteCost[]) => SiteCost[]) =>
  withDatabase(async (db) => {
    await inOneTransaction(db, async (one) => {
      const costs = changed(await listCosts(one))
      await putCosts(one, costs)
      await audit(one, { kind: 'command' }, 'site-costs.set', 'site-costs', { costs })
    })
    printRows(await listCosts(db), {}, (cost) => ({ ...cost }), 'None is set.')
  })

function readPart(given: string): SiteCost['part'] {
  const part = parts.find((one) => one === given)
  if (!part) throw new StartError(`The part "${given}" is none of ${parts.join(', ')}.`)
  return part
}

function readCost(given: string): number {
  const cost = Number(given)
  if (given.trim() === '' || !Number.isFinite(cost) || cost < 0)
    throw new StartError(`The cost "${given}" is no number such as 42000.`)
  return cost
}

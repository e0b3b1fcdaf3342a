import type { Command } from 'commander'
import type { OneTransaction } from '../../database/one-transaction.ts'
import { isOffered, matchedAgents } from '../../health/discovery/matched.ts'
import { hotspotNamed } from '../../network/hotspots/named.ts'
import { StartError } from '../../start/start-error.ts'
import { withChange, withDatabase } from '../command-database.ts'
import { type AcceptedAgent, acceptEach, acceptOne } from '../discover/accept.ts'
import { plainAgent, shownAgent } from '../discover/words.ts'
import { explained } from '../network-errors.ts'
import { readId } from '../terminal/option-values.ts'
import { JSON_OPTION, type JsonOption, printRows } from '../terminal/output.ts'

/** `plaza found agents|accept-agents`. */
export function addAgentCommands(command: Command): void {
  command
    .command('agents')
    .description('list the SNMP agents that plaza discover has found, with the hotspot that each is')
    .option('--new', 'those that no hotspot is asked through')
    .option(...JSON_OPTION)
    .action(({ new: onlyNew, ...options }: JsonOption & { new?: boolean }) =>
      withDatabase(async (db) => {
        const found = (await matchedAgents(db)).filter(({ match }) => !onlyNew || match?.because !== 'agent')
        if (options.json) return console.log(JSON.stringify(found.map(plainAgent), null, 2))
        printRows(found, options, shownAgent, 'No agent was found yet: plaza discover NETWORK --credential NAME')
      }),
    )

  command
    .command('accept-agents [found...]')
    .description('have hotspots asked through the agents that were found, or one through the agent given')
    .option('--hotspot <hotspot>', 'which one it is: number, code, MAC or name')
    .option('--all', 'all that are recognised')
    .option(...JSON_OPTION)
    .action((given: string[], options: AcceptOptions) =>
      withChange(async (db) => {
        const accepted = await acceptGiven(db, given, options)
        printRows(accepted, options, (row) => ({ ...row }), 'None is recognised: plaza found agents shows them.')
      }),
    )
}

interface AcceptOptions extends JsonOption {
  hotspot?: string
  all?: boolean
}

/** @throws {StartError} */
async function acceptGiven(
  db: OneTransaction,
  given: readonly string[],
  { hotspot, all }: AcceptOptions,
): Promise<AcceptedAgent[]> {
  if (all ? given.length > 0 || hotspot !== undefined : given.length === 0)
    throw new StartError('Give the numbers that plaza found agents shows, or --all.')
  if (hotspot !== undefined && given.length > 1) throw new StartError('--hotspot: several are not one hotspot.')
  const found = await matchedAgents(db, all ? {} : { ids: given.map((text) => readId('found', text)) })
  const missing = given.filter((text) => !found.some(({ id }) => String(id) === text))
  if (missing.length > 0) throw new StartError(`There is no agent found with the number ${missing.join(', ')}.`)
  if (hotspot !== undefined) return [await acceptOne(db, found[0]!, await hotspotNamed(db, hotspot).catch(explained))]
  const unsure = all ? undefined : found.find((one) => !isOffered(one))
  if (unsure) throw new StartError(`${unsure.id} (${unsure.host}): say which hotspot it is with --hotspot.`)
  return acceptEach(db, found)
}

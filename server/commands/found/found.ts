import { Command } from 'commander'
import type { Database } from '../../database/connection.ts'
import { audit } from '../../directory/audit.ts'
import { acceptFound } from '../../network/found/accept.ts'
import { createGuess } from '../../network/found/likeliest.ts'
import type { Likely } from '../../network/found/neighbours.ts'
import { type Found, listFound } from '../../network/found/store.ts'
import { gatewayIdOf } from '../../network/gateways/in-use.ts'
import { hotspotNamed } from '../../network/hotspots/named.ts'
import { type HotspotRecord, hotspotRecords } from '../../network/hotspots/record.ts'
import { giveSessions } from '../../sessions/give-sessions.ts'
import { StartError } from '../../start/start-error.ts'
import { withChange, withDatabase } from '../command-database.ts'
import { explained } from '../network-errors.ts'
import { readId } from '../terminal/option-values.ts'
import { JSON_OPTION, type JsonOption, printRows } from '../terminal/output.ts'
import { addAgentCommands } from './agents.ts'
import { addDoubtCommands } from './doubtful.ts'

/** `plaza found list|accept|agents|accept-agents|doubtful|settle`. */
export function foundCommand(): Command {
  const command = new Command('found')
    .description('access points that gateways or controllers name and Plaza does not know')
    .showHelpAfterError()
  listCommand(command)
  acceptCommand(command)
  addAgentCommands(command)
  addDoubtCommands(command)
  return command
}

const because: Record<Likely['because'], string> = {
  'same-address': 'it has the address',
  serial: 'it has the serial number',
  name: 'it has the name',
  address: 'it has the next address',
  last: 'the gateway has no other without',
}
const shownAs = ({ id, programme, code, name }: HotspotRecord) => `${id} ${programme} ${code}, ${name}`

interface Guessed extends Found {
  likely: Likely | undefined
}

async function guessed(db: Database, filter: Parameters<typeof listFound>[1]): Promise<Guessed[]> {
  const found = await listFound(db, filter)
  if (found.length === 0) return []
  const guess = createGuess((await hotspotRecords(db)).values())
  return found.map((one) => ({ ...one, likely: guess(one) }))
}

const plain = ({ likely, ...found }: Guessed) => ({
  ...found,
  likely: likely ? { hotspotId: likely.hotspot.id, hotspot: likely.hotspot.name, because: likely.because } : null,
})

const minute = (at: Date) => at.toISOString().slice(0, 16).replace('T', ' ')

function listCommand(command: Command): void {
  command
    .command('list')
    .description('list them by sessions, with the hotspot that each most likely is; what controllers list comes last')
    .option('--gateway <name>', 'those of this gateway')
    .option(...JSON_OPTION)
    .action(({ gateway, ...options }: JsonOption & { gateway?: string }) =>
      withDatabase(async (db) => {
        const gatewayId = gateway === undefined ? undefined : await gatewayIdOf(db, gateway)
        if (gateway !== undefined && gatewayId === undefined)
          throw new StartError(`There is no gateway named "${gateway}".`)
        const rows = await guessed(db, { gatewayId })
        if (options.json) return console.log(JSON.stringify(rows.map(plain), null, 2))
        const none = 'Every access point that gateways and controllers name is known.'
        printRows(
          rows,
          options,
          (one) => ({
            ...{ found: one.id, gateway: one.gateway, controller: one.controller, 'calls itself': one.called },
            ...{ name: one.name, sessions: one.sessions },
            ...{ 'first heard': minute(one.firstAt), 'last heard': minute(one.lastAt) },
            likeliest: one.likely ? shownAs(one.likely.hotspot) : null,
            since: one.likely ? because[one.likely.because] : null,
          }),
          none,
        )
      }),
    )
}

interface AcceptOptions extends JsonOption {
  hotspot?: string
  all?: boolean
  dryRun?: boolean
}

function acceptCommand(command: Command): void {
  command
    .command('accept [found...]')
    .description(
      'take them for their likeliest hotspots, or one for the hotspot given; earlier sessions are given to it',
    )
    .option('--hotspot <hotspot>', 'which one it is: number, code, MAC or name')
    .option('--all', 'all that have a likeliest hotspot')
    .option('--dry-run', 'only show which would be taken for which')
    .option(...JSON_OPTION)
    .action((given: string[], options: AcceptOptions) =>
      withChange(async (db) => {
        const accepted = []
        for (const { one, hotspotId, hotspot } of await chosen(db, given, options)) {
          const { id: found, called, gatewayId } = one
          const source = gatewayId === null ? { controller: one.controller } : { gateway: one.gateway }
          const done = { found, called, ...source, hotspotId, hotspot }
          if (options.dryRun) {
            accepted.push({ ...done, sessions: one.sessions })
            continue
          }
          const { differences } = await acceptFound(db, one, hotspotId, { staffId: null }).catch(explained)
          const sessions = gatewayId === null ? 0 : await giveSessions(db, { gatewayId, called, hotspotId })
          const detail = { called, ...source, sessions, changes: differences }
          await audit(db, { kind: 'command' }, 'hotspot.accept', `hotspot ${hotspotId}`, detail)
          accepted.push({ ...done, sessions })
        }
        printRows(accepted, options, (row) => row, 'None has a likeliest hotspot: plaza found list shows them.')
      }),
    )
}

async function chosen(db: Database, given: string[], { hotspot, all }: AcceptOptions) {
  if (all ? given.length > 0 || hotspot !== undefined : given.length === 0)
    throw new StartError('Give the numbers that plaza found list shows, or --all.')
  if (hotspot !== undefined && given.length > 1) throw new StartError('--hotspot: several are not one hotspot.')
  const rows = await guessed(db, all ? {} : { ids: given.map((text) => readId('found', text)) })
  if (hotspot !== undefined && rows[0]) {
    const hotspotId = await hotspotNamed(db, hotspot).catch(explained)
    return [{ one: rows[0], hotspotId, hotspot }]
  }
  const missing = given.filter((text) => !rows.some(({ id }) => String(id) === text))
  if (missing.length > 0) throw new StartError(`There is nothing found with the number ${missing.join(', ')}.`)
  const unsure = rows.filter(({ likely }) => !likely)
  if (!all && unsure.length > 0)
    throw new StartError(`${unsure[0]!.id} (${unsure[0]!.called}) has no likeliest hotspot: say which with --hotspot.`)
  return rows.flatMap(({ likely, ...one }) =>
    likely ? [{ one, hotspotId: likely.hotspot.id, hotspot: likely.hotspot.name }] : [],
  )
}

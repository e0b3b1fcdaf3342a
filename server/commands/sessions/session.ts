import { Command } from 'commander'
import { openPolicy } from '../../access/policies/policies.ts'
import type { Database } from '../../database/connection.ts'
import { auditAlone } from '../../directory/audit.ts'
import { parseMac } from '../../mac.ts'
import { hotspotNames } from '../../network/hotspots/views.ts'
import { type DisconnectScope, disconnectRun, startDisconnectRun } from '../../sessions/disconnects/disconnect-runs.ts'
import { silentBefore } from '../../sessions/silence.ts'
import { openSessions } from '../../sessions/views.ts'
import { StartError } from '../../start/start-error.ts'
import { withDatabase, withRegistry } from '../command-database.ts'
import { table } from '../terminal/table.ts'

const SCOPES = ['hotspot', 'resident', 'device', 'session'] as const
type Scope = { [scope in (typeof SCOPES)[number]]?: string }

/** `plaza session list|disconnect`. */
export function sessionCommand(): Command {
  const command = new Command('session').description('who is online now').showHelpAfterError()

  command
    .command('list')
    .description('live sessions, newest first')
    .option('--hotspot <id>', 'at this hotspot only')
    .option('--resident <id>', 'of this resident only')
    .option('--limit <count>', 'at most so many', '50')
    .action(({ limit, ...of }: { hotspot?: string; resident?: string; limit: string }) =>
      withDatabase(async (db) => console.log(await listing(db, of, readNumber('limit', limit)))),
    )

  command
    .command('disconnect')
    .description('ask the gateways to end every open session of a scope, and wait for their answers')
    .option('--session <id>', 'this session')
    .option('--device <mac>', 'all of this device')
    .option('--resident <id>', 'all of this resident')
    .option('--hotspot <id>', 'all at this hotspot')
    .action((given: Scope) =>
      withDatabase(async (db, sealer) => {
        const scope = readScope(given)
        await withRegistry(db, sealer, async (parts) => {
          const run = await startDisconnectRun(parts, scope, null)
          const counts = await run.done
          const target = 'device' in scope ? `device ${lastOctets(scope.device)}` : Object.entries(scope)[0]!.join(' ')
          const detail = { run: run.id, sessions: run.sessions, ...counts }
          await auditAlone(db, { kind: 'command' }, 'sessions.disconnect', target, detail)
          console.log(await outcome(db, run.id))
        })
      }),
    )
  return command
}

/** What anybody is shown of a device: see api/device.ts. */
const lastOctets = (mac: string) => mac.slice(-8)

function readScope(given: Scope): DisconnectScope {
  const named = SCOPES.filter((scope) => given[scope] !== undefined)
  const [scope] = named
  if (scope === undefined || named.length > 1) {
    throw new StartError(`Give exactly one of ${SCOPES.map((one) => `--${one}`).join(', ')}.`)
  }
  const text = given[scope]!
  if (scope !== 'device') {
    const value = readNumber(scope, text)
    return scope === 'hotspot' ? { hotspot: value } : scope === 'resident' ? { resident: value } : { session: value }
  }
  const mac = parseMac(text)
  if (mac === undefined) throw new StartError(`--device: "${text}" is no MAC address such as aa:bb:cc:dd:ee:ff.`)
  return { device: mac }
}

function readNumber(option: string, text: string): number {
  if (/^[1-9]\d{0,14}$/.test(text)) return Number(text)
  throw new StartError(`--${option}: "${text}" is no whole number from 1 on.`)
}

async function listing(db: Database, of: { hotspot?: string; resident?: string }, limit: number): Promise<string> {
  const { interimSeconds } = (await openPolicy(db)).get()
  const rows = await openSessions(db, {
    since: silentBefore(interimSeconds),
    limit,
    ...(of.hotspot === undefined ? {} : { hotspotId: readNumber('hotspot', of.hotspot) }),
    ...(of.resident === undefined ? {} : { residentId: readNumber('resident', of.resident) }),
  })
  if (rows.length === 0) return 'No live session.'
  const names = await hotspotNames(db, [...new Set(rows.flatMap(({ hotspot_id }) => hotspot_id ?? []))])
  return table(
    rows.map((row) => ({
      session: row.id,
      hotspot: row.hotspot_id === null ? null : (names.get(row.hotspot_id) ?? row.hotspot_id),
      resident: row.resident_id,
      device: row.device_mac && lastOctets(row.device_mac),
      since: row.started_at.toISOString(),
      minutes: Math.floor(row.duration_seconds / 60),
      MB: Math.round((row.input_octets + row.output_octets) / 1e6),
    })),
  )
}

async function outcome(db: Database, runId: number): Promise<string> {
  const sessions = (await disconnectRun(db, runId))?.sessions ?? []
  if (sessions.length === 0) return 'No session was open.'
  return table(
    sessions.map(({ session_id, outcome, error_cause, attempts }) => ({
      session: session_id,
      answer: outcome,
      'Error-Cause': error_cause,
      attempts,
    })),
  )
}

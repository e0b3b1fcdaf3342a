import { setTimeout as pause } from 'node:timers/promises'
import { Command } from 'commander'
import type { Database } from '../../database/connection.ts'
import { inOneTransaction } from '../../database/one-transaction.ts'
import { audit } from '../../directory/audit.ts'
import { parseMac } from '../../mac.ts'
import { namedGateways } from '../../network/gateways/names.ts'
import { folded } from '../../network/spelling.ts'
import { StartError } from '../../start/start-error.ts'
import type { TraceEvent } from '../../traces/events.ts'
import {
  endTrace,
  readTrace,
  startTrace,
  TRACE_MINUTES,
  type Traced,
  TraceError,
  traceEvents,
} from '../../traces/traces.ts'
import { withDatabase } from '../command-database.ts'
import { readNumber } from '../terminal/option-values.ts'

const LOOK_MS = 500
const MOST = 500

interface Given {
  device?: string
  gateway?: string
  seconds: string
  json?: true
}

/** `plaza trace`: RADIUS packets as they come. */
export function traceCommand(): Command {
  return new Command('trace')
    .description('show the RADIUS packets of a device or a gateway as they come, decoded, without secrets')
    .option('--device <mac>', 'of this device')
    .option('--gateway <name>', 'of this gateway')
    .option('--seconds <number>', 'for how long', `${TRACE_MINUTES * 60}`)
    .option('--json', 'one event a line, as JSON')
    .action((given: Given) =>
      withDatabase(async (db) => {
        const seconds = readNumber('--seconds', given.seconds, TRACE_MINUTES * 60)
        const traced = await tracedBy(db, given)
        const id = await start(db, traced)
        await follow(db, id, Date.now() + seconds * 1000, given.json ? JSON.stringify : asText)
      }),
    )
}

async function start(db: Database, traced: Traced): Promise<number> {
  return inOneTransaction(db, async (tx) => {
    const { id } = await startTrace(tx, traced, null).catch((error) => {
      throw error instanceof TraceError ? new StartError(error.message) : error
    })
    const target = 'device' in traced ? `device ${traced.device.slice(-8)}` : `gateway ${traced.gateway}`
    await audit(tx, { kind: 'command' }, 'trace.start', target, { trace: id })
    return id
  })
}

async function tracedBy(db: Database, { device, gateway }: Given): Promise<Traced> {
  if ((device === undefined) === (gateway === undefined))
    throw new StartError('Give exactly one of --device, --gateway.')
  if (device !== undefined) {
    const mac = parseMac(device)
    if (mac === undefined) throw new StartError(`--device: "${device}" is no MAC address such as aa:bb:cc:dd:ee:ff.`)
    return { device: mac }
  }
  const found = (await namedGateways(db)).find(({ name }) => folded(name) === folded(gateway!))
  if (!found) throw new StartError(`--gateway: there is no gateway named "${gateway}".`)
  return { gateway: found.id }
}

/** Prints what is seen until the time is over, somebody ends it, or the terminal's Ctrl-C does. */
async function follow(db: Database, id: number, until: number, print: (seen: object) => string): Promise<void> {
  const interrupted = new AbortController()
  const stop = () => interrupted.abort()
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, stop)
  let after = 0
  for (let isLast = false; !isLast; ) {
    const trace = await readTrace(db, id)
    isLast = interrupted.signal.aborted || Date.now() >= until || !trace || trace.endsAt <= new Date()
    const rows = await traceEvents(db, id, after, MOST)
    for (const { at, event } of rows) console.log(print({ at: at.toISOString(), ...event }))
    after = rows.at(-1)?.id ?? after
    if (!isLast) await pause(LOOK_MS, undefined, { signal: interrupted.signal }).catch(() => {})
  }
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.removeListener(name, stop)
  await endTrace(db, id)
}

/** As RADIUS tools print packets: a head line, and a line for each attribute. */
function asText(seen: object): string {
  const { at, ...event } = seen as { at: string } & TraceEvent
  if (event.what === 'decision') return `${at} decision (${event.method}): ${event.reason}`
  if (event.what === 'left-out') return `${at} ${event.count} more in that second`
  if (event.what === 'dropped') return `${at} dropped from ${event.gateway} (${event.address}): ${event.reason}`
  const head = `${event.code} ${event.identifier} ${event.gateway} (${event.address})`
  if (event.what === 'no-reply') return `${at} no reply to ${head}`
  const lines = event.attributes.map(({ name, value, size }) => `    ${name} = ${value ?? `(${size} octets hidden)`}`)
  return [`${at} ${event.what} ${head}`, ...lines].join('\n')
}

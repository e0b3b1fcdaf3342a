import { setTimeout as pause } from 'node:timers/promises'
import { Command } from 'commander'
import type { Database } from '../../database/connection.ts'
import { inOneTransaction } from '../../database/one-transaction.ts'
import { audit } from '../../directory/audit.ts'
import {
  askDiscovery,
  claimDiscovery,
  DEFAULT_RATE,
  type Discovery,
  discovery,
  MOST_RATE,
  stopDiscovery,
} from '../../health/discovery/jobs.ts'
import { isOffered, matchedAgents } from '../../health/discovery/matched.ts'
import { runDiscovery } from '../../health/discovery/run.ts'
import { thisHolder } from '../../health/discovery/worker.ts'
import { withProgressBar } from '../../import/import-progress.ts'
import { SNMP_PORT } from '../../network/agents/agents.ts'
import { credentialNamed } from '../../network/agents/credentials.ts'
import type { Sealer } from '../../sealing.ts'
import { StartError } from '../../start/start-error.ts'
import { withDatabase } from '../command-database.ts'
import { explained } from '../network-errors.ts'
import { readNumber } from '../terminal/option-values.ts'
import { JSON_OPTION, type JsonOption, printRows } from '../terminal/output.ts'
import { acceptEach } from './accept.ts'
import { plainAgent, shownAgent } from './words.ts'

interface DiscoverOptions extends JsonOption {
  credential: string[]
  rate: string
  port: string
  here?: boolean
  accept?: boolean
}

const MOST_PORT = 65_535
/** A process of the poller role takes the search within this time, or there is none. */
const TAKEN_WITHIN_MS = 3000
const LOOK_MS = 250

/** `plaza discover`. */
export function discoverCommand(): Command {
  return new Command('discover')
    .description(
      'ask addresses whether an SNMP agent is there, and say what each is and which hotspot: networks such as ' +
        '203.0.113.0/24 or 2001:db8::/120, addresses, host names',
    )
    .argument('<addresses...>', 'at most 65,536 addresses in all')
    .requiredOption('--credential <name...>', 'by which they are asked, tried in this order: see plaza snmp-credential')
    .option('--rate <number>', `addresses a second, ${MOST_RATE} at most`, String(DEFAULT_RATE))
    .option('--port <number>', 'of those that say none', String(SNMP_PORT))
    .option('--here', 'ask from this machine, not from where the poller runs')
    .option('--accept', 'have the hotspots that are recognised asked through them from now on')
    .option(...JSON_OPTION)
    .showHelpAfterError()
    .action((given: string[], options: DiscoverOptions) =>
      withDatabase(async (db, sealer) => {
        const holder = thisHolder()
        const job = await ask(db, given, options, options.here ? holder : undefined)
        const ended = await followed(db, sealer, job, holder)
        if (ended.failure !== null) throw new StartError(`The search has failed: ${ended.failure}`)
        await report(db, ended, options)
      }),
    )
}

/** Asks for the search, and audits it. @throws {StartError} */
async function ask(db: Database, given: readonly string[], options: DiscoverOptions, holder: string | undefined) {
  const credentials: Array<{ id: number; name: string }> = []
  for (const name of options.credential) credentials.push(await credentialNamed(db, name).catch(explained))
  const request = {
    addresses: given.join(' '),
    port: readNumber('--port', options.port, MOST_PORT),
    rate: readNumber('--rate', options.rate, MOST_RATE),
    credentialIds: credentials.map(({ id }) => id),
  }
  return inOneTransaction(db, async (one) => {
    const job = await askDiscovery(one, null, request, holder).catch(explained)
    const { addresses, total, rate } = job
    const detail = { addresses, total, rate, credentials: credentials.map(({ name }) => name) }
    await audit(one, { kind: 'command' }, 'discovery.start', `discovery ${job.id}`, detail)
    return job
  })
}

/** Waits for the end of a search, which is done here where no other process does; Ctrl+C stops it. */
async function followed(db: Database, sealer: Sealer, job: Discovery, holder: string): Promise<Discovery> {
  const stop = () => void stopDiscovery(db, job.id)
  process.once('SIGINT', stop)
  try {
    await withProgressBar('addresses', async (onProgress) => {
      const own = job.held || !(await isTaken(db, job.id)) ? await claimDiscovery(db, holder) : undefined
      if (own?.id === job.id)
        return runDiscovery({ db, sealer, holder, onProgress: ({ done, total }) => onProgress(done, total) }, own)
      for (;;) {
        const { done, total, finishedAt } = (await discovery(db, job.id))!
        onProgress(done, total)
        if (finishedAt !== null) return
        await pause(LOOK_MS)
      }
    })
  } finally {
    process.off('SIGINT', stop)
  }
  return (await discovery(db, job.id))!
}

/** Whether another process has taken the search. */
async function isTaken(db: Database, id: number): Promise<boolean> {
  for (let waited = 0; waited < TAKEN_WITHIN_MS; waited += LOOK_MS) {
    const { held, finishedAt } = (await discovery(db, id))!
    if (held || finishedAt !== null) return true
    await pause(LOOK_MS)
  }
  return false
}

async function report(db: Database, ended: Discovery, options: DiscoverOptions): Promise<void> {
  const found = await matchedAgents(db, { discoveryId: ended.id })
  const accepted = options.accept ? await inOneTransaction(db, (one) => acceptEach(one, found)) : []
  if (options.json) {
    const { id, addresses, total, done, answered, stopped } = ended
    const all = { id, addresses, total, done, answered, stopped, found: found.map(plainAgent), accepted }
    return console.log(JSON.stringify(all, null, 2))
  }
  printRows(found, {}, shownAgent, 'No agent has answered by these credentials.')
  const number = (value: number) => value.toLocaleString('en')
  const asked = `${number(ended.answered)} agents answered at ${number(ended.done)} of ${number(ended.total)} addresses`
  console.log(ended.stopped ? `Stopped: ${asked}.` : `${asked}.`)
  for (const { address, refused } of accepted) if (refused !== null) console.log(`${address} is left: ${refused}`)
  const taken = accepted.filter(({ refused }) => refused === null).length
  if (options.accept) console.log(`${number(taken)} hotspots are asked through them from now on.`)
  else if (found.some(isOffered)) console.log('plaza found accept-agents takes them for their hotspots.')
}

import { setTimeout as pause } from 'node:timers/promises'
import type { Database } from '../../database/connection.ts'
import { openCredentials, type SnmpCredential } from '../../network/agents/credentials.ts'
import type { Sealer } from '../../sealing.ts'
import { loadProfiles, type Profiles } from '../profiles/index.ts'
import { createSlots } from '../slots.ts'
import { NoAnswer } from '../snmp/client.ts'
import { createSnmpEngine, type SnmpEngine, type SnmpTiming } from '../snmp/engine.ts'
import { type Place, readAddresses } from './addresses.ts'
import { identifyAgent, isThere } from './identify.ts'
import { type Discovery, finishDiscovery, noteProgress, releaseDiscovery } from './jobs.ts'
import { storeDiscovered } from './store.ts'

export interface RunParts {
  db: Pick<Database, 'pool'>
  sealer: Sealer
  /** Unique for each process, as `jobs.ts` knows it. */
  holder: string
  /** Ends it; another process goes on with it. */
  signal?: AbortSignal
  timing?: SnmpTiming
  /** By which agents are read; default Plaza's own. */
  profiles?: Profiles
  onProgress?(progress: { done: number; total: number; answered: number }): void
}

/** An address at which nobody is costs two datagrams for each credential. */
const TIMING: SnmpTiming = { timeoutMs: 1000, retries: 1 }
/** Addresses that are waited for at a time: where more are silent the search is slower than its rate. */
const AT_A_TIME = 500
const NOTE_MS = 1000

/** What the steps share. */
interface Context extends RunParts {
  job: Discovery
  credentials: ReadonlyArray<{ id: number; credential: SnmpCredential }>
  timing: SnmpTiming
  engine: SnmpEngine
  profiles: Profiles
  /** Aborted when it is to end, for whatever reason. */
  ending: AbortController
  /** Addresses that are under way, by their place in the order, and the first that was not begun. */
  open: Set<number>
  next: number
  answered: number
}

/**
 * Asks every address of a search that this process holds, the ones before `done` aside, and stores what answers. Ends early
 * where somebody stops it, another process has taken it, or `signal` says so.
 */
export async function runDiscovery(parts: RunParts, job: Discovery): Promise<void> {
  const ending = new AbortController()
  const end = () => ending.abort()
  parts.signal?.addEventListener('abort', end)
  const credentials = await openCredentials(parts.db, parts.sealer, job.credentialIds)
  const engine = createSnmpEngine()
  const closing = () => void engine.close()
  ending.signal.addEventListener('abort', closing)
  const context: Context = {
    ...{ ...parts, job, credentials, ending, timing: parts.timing ?? TIMING },
    ...{ engine, profiles: parts.profiles ?? loadProfiles() },
    ...{ open: new Set<number>(), next: job.done, answered: job.answered },
  }
  const noting = setInterval(() => void note(context), NOTE_MS)
  try {
    await askAll(context)
    await note(context)
  } catch (error) {
    await finishDiscovery(parts.db, job.id, parts.holder, (error as Error).message)
    throw error
  } finally {
    clearInterval(noting)
    await engine.close()
    parts.signal?.removeEventListener('abort', end)
  }
  if (parts.signal?.aborted) await releaseDiscovery(parts.db, job.id, parts.holder)
  else await finishDiscovery(parts.db, job.id, parts.holder)
}

/** Addresses before this one are dealt with. */
const doneOf = ({ open, next }: Context): number => Math.min(next, ...open)

async function note(context: Context): Promise<void> {
  const { db, job, holder, answered, ending, onProgress } = context
  const done = doneOf(context)
  onProgress?.({ done, total: job.total, answered })
  // While the database is away it goes on: what answers is lost then, and asked again by hand.
  const goesOn = await noteProgress(db, job.id, holder, { done, answered }).catch(() => true)
  if (!goesOn) ending.abort()
}

/** One address after the other at the rate, each waited for beside the others. */
async function askAll(context: Context): Promise<void> {
  const { job, ending } = context
  const { signal } = ending
  const addresses = readAddresses(job.addresses, job.port)
  const slots = createSlots(AT_A_TIME)
  const started = performance.now()
  const first = context.next
  const failures: unknown[] = []
  while (context.next < addresses.total && !signal.aborted && failures.length === 0) {
    const index = context.next++
    context.open.add(index)
    const asked = slots.run(async () => {
      await askOne(context, addresses.at(index)).catch((error) => failures.push(error))
      context.open.delete(index)
    })
    // Given up where it was not begun: it stays open.
    asked.catch(() => {})
    const wait = started + ((index + 1 - first) * 1000) / job.rate - performance.now()
    if (wait > 0) await pause(wait, undefined, { signal }).catch(() => {})
  }
  if (signal.aborted) await slots.drain()
  else await slots.idle()
  if (failures.length > 0) throw failures[0]
}

/** By the first credential that it answers. */
async function askOne(context: Context, place: Place): Promise<void> {
  const { db, job, credentials, timing, ending, engine, profiles } = context
  const { signal } = ending
  for (const { id: credentialId, credential } of credentials) {
    if (signal.aborted) return
    const client = engine.client({ ...place, credential }, timing)
    try {
      await isThere(client)
      const identity = await identifyAgent(client, profiles)
      if (signal.aborted) return
      await storeDiscovered(db, { discoveryId: job.id, ...place, credentialId }, identity)
      context.answered++
      return
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error
    }
  }
}

import { type Agent, type SnmpTiming, writer } from './agent.ts'
import { NoAnswer, type Value } from './client.ts'
import { Doubt } from './there.ts'
import { ErrorStatus, type NameList, nameList, type Pdu, PduTag } from './wire/pdu.ts'

/** Octets that a request of so many names, with values of a usual length, may have: a datagram is not to be split. */
const MOST_OCTETS = 1300
/** Octets of an answered object beside its name: headers and a value of 64 bits. */
const OCTETS_BESIDE = 14

/** Requests that one get may cost beyond those that it needs: an agent that is broken throughout ends there. */
const MOST_REPAIRS = 24
/** Of them, requests that are not answered. */
const MOST_LOST = 3
/** Objects of a request that no agent finds too large. */
const SMALL = 3
/** So many answers in a row let an agent whose requests were made smaller be asked for more again. */
const ANSWERS_TO_GROW = 50
const MOST = 60

/** What one get has found, and what it has cost. */
interface Progress {
  agent: Agent
  timing: SnmpTiming
  values: Map<string, Value>
  /** What is still to be asked, in requests. */
  queue: Array<readonly string[]>
  answered: boolean
  repairs: number
  lost: number
}

/** Values of exactly these objects: see {@link SnmpClient.get}. @throws {NoAnswer} where none of the requests is answered */
export async function get(agent: Agent, oids: readonly string[], timing: SnmpTiming): Promise<Map<string, Value>> {
  const queue = [...partsOf(oids, agent.most)]
  const progress: Progress = { agent, timing, values: new Map(), queue, answered: false, repairs: 0, lost: 0 }
  for (let part = queue.shift(); part; part = queue.shift()) {
    if (progress.repairs > MOST_REPAIRS || progress.lost > MOST_LOST) break
    await askPart(progress, part)
  }
  return progress.values
}

async function askPart(progress: Progress, part: readonly string[]): Promise<void> {
  const { agent, timing } = progress
  const doubt = progress.answered || part.length <= SMALL ? undefined : new Doubt(agent, timing)
  const again = doubt && (() => doubt.again())
  let pdu: Pdu
  try {
    pdu = await agent.ask({ tag: PduTag.Get, list: listOf(part), first: 0, second: 0 }, timing, undefined, again)
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error
    agent.isInDoubt = true
    return afterSilence(progress, part, error, await doubt?.isThere())
  }
  agent.isInDoubt = false
  progress.answered = true
  if (pdu.errorStatus !== ErrorStatus.NoError) return afterError(progress, part, pdu)
  growAgain(agent)
  for (const { oid, value } of pdu.varbinds) if (value !== undefined) progress.values.set(oid, value)
  if (pdu.varbinds.length < part.length || pdu.isCut) askForRest(progress, part, pdu)
}

/** A request that is lost may be too large for the agent: it is, where the agent answers a small one meanwhile. */
function afterSilence(progress: Progress, part: readonly string[], error: NoAnswer, isThere = false): void {
  if (!progress.answered && !isThere) throw error
  progress.lost++
  progress.answered = true
  if (part.length === 1) return
  progress.agent.most = halfOf(part.length)
  split(progress, part)
}

/**
 * An error answers nothing of the request. tooBig: it is halved. All others name the object that is to blame
 * (noSuchName of version 1: RFC 1157 section 4.1.2; genErr and more: RFC 3416 section 4.2.1), which costs that one alone.
 */
function afterError(progress: Progress, part: readonly string[], { errorStatus, errorIndex }: Pdu): void {
  if (part.length === 1) return
  const isTooBig = errorStatus === ErrorStatus.TooBig
  if (isTooBig) progress.agent.most = halfOf(part.length)
  if (isTooBig || errorIndex < 1 || errorIndex > part.length) split(progress, part)
  else {
    // Version 1 tells each object that is not there by a request of its own.
    if (errorStatus !== ErrorStatus.NoSuchName) progress.repairs++
    progress.queue.unshift(part.filter((_, index) => index !== errorIndex - 1))
  }
}

/** An answer that breaks off is asked for the rest, and by itself for the object where it did; one may be merely short. */
function askForRest(progress: Progress, part: readonly string[], { varbinds, isCut }: Pdu): void {
  const told = new Set(varbinds.map(({ oid }) => oid))
  const rest = part.filter((oid) => !told.has(oid))
  const suspect = isCut && part.length > 1 ? rest.splice(0, 1) : []
  progress.repairs++
  for (const again of [suspect, rest]) if (again.length > 0 && again.length < part.length) progress.queue.unshift(again)
}

function split(progress: Progress, part: readonly string[]): void {
  progress.repairs++
  const half = halfOf(part.length)
  progress.queue.unshift(part.slice(0, half), part.slice(half))
}

const halfOf = (length: number): number => Math.max(1, Math.ceil(length / 2))

function growAgain(agent: Agent): void {
  if (agent.most >= MOST) return
  agent.answersSinceHalved++
  if (agent.answersSinceHalved < ANSWERS_TO_GROW) return
  agent.most = Math.min(MOST, agent.most * 2)
  agent.answersSinceHalved = 0
}

/** The same list, asked at each poll, is encoded and cut up once. */
const lists = new WeakMap<readonly string[], NameList>()
const parted = new WeakMap<readonly string[], { most: number; parts: ReadonlyArray<readonly string[]> }>()

function listOf(oids: readonly string[]): NameList {
  const known = lists.get(oids)
  if (known) return known
  const made = nameList(oids, writer)
  lists.set(oids, made)
  return made
}

function partsOf(oids: readonly string[], most: number): ReadonlyArray<readonly string[]> {
  const known = parted.get(oids)
  if (known?.most === most) return known.parts
  const parts: string[][] = []
  let octets = Number.POSITIVE_INFINITY
  for (const oid of oids) {
    // An octet of a name stands for two characters or so of its text; at least as many octets are counted as there are.
    const size = oid.length / 2 + OCTETS_BESIDE
    octets += size
    const last = parts.at(-1)
    if (last && last.length < most && octets <= MOST_OCTETS) last.push(oid)
    else {
      parts.push([oid])
      octets = size
    }
  }
  parted.set(oids, { most, parts })
  return parts
}

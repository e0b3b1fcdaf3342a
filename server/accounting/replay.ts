import { setImmediate as turn } from 'node:timers/promises'
import type { Connections } from '../database/connection.ts'
import { groupBySession } from '../sessions/ledger/ledger.ts'
import { type AccountingRecord, isNasRecord, type SessionRecord } from '../sessions/ledger/record.ts'
import { type Arrival, decodeBlock } from './arrival.ts'
import type { SessionWriter } from './session-writer.ts'

/**
 * Stores in the sessions what the journal or the spool kept: the octets of blocks, the oldest first. Resolves when all of it
 * is written by these connections. What was stored before changes nothing.
 */
export type Replay = (blocks: readonly Buffer[], by: Connections) => Promise<void>

interface ReplayParts {
  read(arrival: Arrival): AccountingRecord
  writer: Pick<SessionWriter, 'write'>
}

/** So few that a packet that comes meanwhile waits for a few milliseconds only. */
const SESSIONS_AT_A_TIME = 64
/** While PostgreSQL writes the sessions of one part, those of another are merged. */
const PARTS_AT_A_TIME = 2

export const createReplay =
  ({ read, writer }: ReplayParts): Replay =>
  async (blocks, by) => {
    const records = await readBlocks(blocks, read)
    await writeInParts(partsOf(records.filter((record) => !isNasRecord(record))), (part) => writer.write(part, by))
    // An Accounting-On must find the sessions that it ends.
    const ofNas = records.filter(isNasRecord)
    if (ofNas.length > 0) await writer.write(ofNas, by)
  }

/** Between two blocks, packets that have come meanwhile have their turn. */
async function readBlocks(blocks: readonly Buffer[], read: ReplayParts['read']): Promise<AccountingRecord[]> {
  const records: AccountingRecord[] = []
  for (const block of blocks) {
    for (const arrival of decodeBlock(block)) records.push(read(arrival))
    await turn()
  }
  return records
}

/** All records of a session are in one part: they are written as one. */
function partsOf(records: SessionRecord[]): SessionRecord[][] {
  const sessions = groupBySession(records)
  const parts: SessionRecord[][] = []
  for (let from = 0; from < sessions.length; from += SESSIONS_AT_A_TIME) {
    parts.push(sessions.slice(from, from + SESSIONS_AT_A_TIME).flat())
  }
  return parts
}

/** Where one part fails, the rest is left out and the error is thrown, once nothing is being written any more. */
async function writeInParts(
  parts: SessionRecord[][],
  write: (part: SessionRecord[]) => Promise<unknown>,
): Promise<void> {
  const rest = parts.values()
  const worker = async () => {
    for (const part of rest) await write(part)
  }
  const ended = await Promise.allSettled(Array.from({ length: PARTS_AT_A_TIME }, worker))
  for (const one of ended) if (one.status === 'rejected') throw one.reason
}

import { type FileHandle, open, readFile, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import type { AccountingRecord } from '../../sessions/ledger/record.ts'
import { claimFolder, segmentName, syncFolder } from './spool-folder.ts'
import { decodeRecords, encodeRecord } from './spool-record.ts'

/** Why the spool takes no record; the record is not to be acknowledged. */
export class SpoolRefusal extends Error {
  override name = 'SpoolRefusal'
  reason: string

  /** @param reason short, for a metric: `full`, `busy`, or the system's code such as `ENOSPC` */
  constructor(reason: string, options?: ErrorOptions) {
    super(`The spool takes no record: ${reason}.`, options)
    this.reason = reason
  }
}

export interface Spool {
  /** Resolves when the record is on the disk for good. @throws {SpoolRefusal} */
  append(record: AccountingRecord): Promise<void>
  /** Records that wait. */
  records(): number
  /**
   * Gives the records to `store`, the oldest first, hundreds at a time, and removes them when they are stored. What
   * `store` throws ends it and is thrown on; the records then stay.
   */
  replay(store: (records: AccountingRecord[]) => Promise<void>): Promise<void>
  /** Leaves what waits to the next process. */
  close(): Promise<void>
}

export interface SpoolOptions {
  dir: string
  maxBytes: number
  /** A segment is closed at this size; default 4 MiB. */
  segmentBytes?: number
}

interface Segment {
  path: string
  records: number
  bytes: number
}

interface Pending {
  frame: Buffer
  resolve(): void
  reject(error: SpoolRefusal): void
}

const SEGMENT_BYTES = 4 * 1024 * 1024
const AT_A_TIME = 200
/** Records that wait for the disk. */
const PENDING = 5000

/**
 * Accounting that the database cannot take now: append-only segments in a folder of this process, each record with
 * length and checksum. Records that come while one write goes to the disk go together with the next.
 */
export async function openSpool({ dir, maxBytes, segmentBytes = SEGMENT_BYTES }: SpoolOptions): Promise<Spool> {
  const folder = await claimFolder(dir)
  const segments: Segment[] = []
  for (const path of folder.segments) {
    const { records, whole } = decodeRecords(await readFile(path))
    if (records.length > 0) segments.push({ path, records: records.length, bytes: whole })
    else await unlink(path)
  }
  let number = folder.segments.length
  let current: { handle: FileHandle; segment: Segment } | undefined
  let pending: Pending[] = []
  let pendingBytes = 0
  let turn: Promise<void> = Promise.resolve()
  let replaying: Promise<void> | undefined
  let closed = false
  const size = () => segments.reduce((sum, { bytes }) => sum + bytes, 0)

  async function begin() {
    const path = join(folder.path, segmentName(++number))
    const handle = await open(path, 'wx', 0o600)
    const segment = { path, records: 0, bytes: 0 }
    current = { handle, segment }
    segments.push(segment)
    await syncFolder(folder.path)
    return current
  }

  /** Nothing is written to the current segment any more. */
  async function seal() {
    const sealed = current
    current = undefined
    await sealed?.handle.close().catch(() => {})
    if (sealed?.segment.records === 0) await remove(sealed.segment)
  }

  async function remove(segment: Segment) {
    await unlink(segment.path)
    segments.splice(segments.indexOf(segment), 1)
  }

  async function writeGroup() {
    const group = pending
    pending = []
    const octets = Buffer.concat(group.map(({ frame }) => frame))
    try {
      if (current && current.segment.bytes >= segmentBytes) await seal()
      const { handle, segment } = current ?? (await begin())
      for (let done = 0; done < octets.length; ) {
        done += (await handle.write(octets, done, octets.length - done, segment.bytes + done)).bytesWritten
      }
      await handle.datasync()
      segment.bytes += octets.length
      segment.records += group.length
      for (const { resolve } of group) resolve()
    } catch (error) {
      // After a failed write or fsync nobody knows what of the file is on the disk: it gets nothing more.
      await seal().catch(() => {})
      const refusal = new SpoolRefusal((error as NodeJS.ErrnoException).code ?? 'failed', { cause: error })
      for (const { reject } of group) reject(refusal)
    }
    pendingBytes -= octets.length
  }

  /** One at a time works on the current segment. */
  function inTurn(work: () => Promise<void>): Promise<void> {
    const done = turn.then(work)
    turn = done.catch(() => {})
    return done
  }

  async function replayAll(store: (records: AccountingRecord[]) => Promise<void>) {
    for (let oldest = segments[0]; oldest && !closed; oldest = segments[0]) {
      const { path } = oldest
      await inTurn(async () => {
        if (current?.segment.path === path) await seal()
      })
      if (segments[0] !== oldest) continue
      const { records } = decodeRecords((await readFile(oldest.path)).subarray(0, oldest.bytes))
      for (let from = 0; from < records.length && !closed; from += AT_A_TIME) {
        await store(records.slice(from, from + AT_A_TIME))
      }
      if (!closed) await remove(oldest)
    }
  }

  return {
    append(record) {
      const frame = encodeRecord(record)
      if (closed || pending.length >= PENDING) return Promise.reject(new SpoolRefusal('busy'))
      if (size() + pendingBytes + frame.length > maxBytes) return Promise.reject(new SpoolRefusal('full'))
      pendingBytes += frame.length
      return new Promise((resolve, reject) => {
        if (pending.push({ frame, resolve, reject }) === 1) void inTurn(writeGroup)
      })
    },
    records: () => segments.reduce((sum, { records }) => sum + records, 0),
    replay(store) {
      replaying ??= replayAll(store).finally(() => {
        replaying = undefined
      })
      return replaying
    },
    async close() {
      closed = true
      await replaying?.catch(() => {})
      await inTurn(seal)
      await folder.release()
    },
  }
}

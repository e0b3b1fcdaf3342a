import { type FileHandle, open, readFile, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { type Arrival, type ArrivalBlock, encodeBlocks, octetsOf } from '../arrival.ts'
import { countOf, decodeSegment, encodeFrame, framedOctets } from './segment.ts'
import { claimFolder, type SpoolFolder, segmentName, syncFolder } from './spool-folder.ts'

/** Why the spool takes no arrival; it is not to be acknowledged. */
export class SpoolRefusal extends Error {
  override name = 'SpoolRefusal'
  reason: string

  /** @param reason short, for a metric: `full`, `busy`, or the system's code such as `ENOSPC` */
  constructor(reason: string, options?: ErrorOptions) {
    super(`The spool takes no record: ${reason}.`, options)
    this.reason = reason
  }
}

/** Stores the octets of blocks: see `replay.ts`. */
type Store = (blocks: Buffer[]) => Promise<void>

export interface Spool {
  /** Resolves when the arrival is on the disk for good. @throws {SpoolRefusal} */
  append(arrival: Arrival): Promise<void>
  /** Arrivals that wait. */
  waiting(): number
  /**
   * Stores what waits, the oldest first, hundreds of arrivals at a time, and removes it when it is stored. What `store`
   * throws ends it and is thrown on; the rest then stays.
   */
  replay(store: Store): Promise<void>
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
  arrivals: number
  bytes: number
}

interface Pending {
  arrival: Arrival
  resolve(): void
  reject(error: SpoolRefusal): void
}

interface Context extends Required<Omit<SpoolOptions, 'dir'>> {
  folder: SpoolFolder
  /** The oldest first. */
  segments: Segment[]
  /** Number of the last segment. */
  number: number
  /** The segment that is written to. */
  current: { handle: FileHandle; segment: Segment } | undefined
  /** Arrivals that wait for the disk, and the octets that they take there at most. */
  pending: Pending[]
  pendingBytes: number
  /** The work on the current segment that was asked for last. */
  lastTurn: Promise<void>
  replaying: Promise<void> | undefined
  closed: boolean
}

const SEGMENT_BYTES = 4 * 1024 * 1024
const ARRIVALS_AT_A_TIME = 200
const MAX_PENDING = 5000

/**
 * Accounting that the database cannot take now: append-only segments in a folder of this process. Arrivals that come
 * while one write goes to the disk go together with the next.
 */
export async function openSpool({ dir, maxBytes, segmentBytes = SEGMENT_BYTES }: SpoolOptions): Promise<Spool> {
  const folder = await claimFolder(dir)
  const context: Context = {
    ...{ maxBytes, segmentBytes, folder, segments: await segmentsIn(folder), number: folder.segments.length },
    ...{ current: undefined, pending: [], pendingBytes: 0 },
    ...{ lastTurn: Promise.resolve(), replaying: undefined, closed: false },
  }
  return {
    append: (arrival) => append(context, arrival),
    waiting: () => context.segments.reduce((sum, { arrivals }) => sum + arrivals, 0),
    replay(store) {
      context.replaying ??= replay(context, store).finally(() => {
        context.replaying = undefined
      })
      return context.replaying
    },
    async close() {
      context.closed = true
      await context.replaying?.catch(() => {})
      await inTurn(context, seal)
      await folder.release()
    },
  }
}

/** What other processes left; a segment that holds nothing whole is removed. */
async function segmentsIn(folder: SpoolFolder): Promise<Segment[]> {
  const segments: Segment[] = []
  for (const path of folder.segments) {
    const { blocks, size } = decodeSegment(await readFile(path))
    if (blocks.length > 0) segments.push({ path, arrivals: countOf(blocks), bytes: size })
    else await unlink(path)
  }
  return segments
}

function append(context: Context, arrival: Arrival): Promise<void> {
  const { pending, pendingBytes, segments, maxBytes, closed } = context
  if (closed || pending.length >= MAX_PENDING) return Promise.reject(new SpoolRefusal('busy'))
  const octets = framedOctets(octetsOf(arrival))
  const size = segments.reduce((sum, { bytes }) => sum + bytes, pendingBytes)
  if (size + octets > maxBytes) return Promise.reject(new SpoolRefusal('full'))
  context.pendingBytes += octets
  return new Promise((resolve, reject) => {
    if (pending.push({ arrival, resolve, reject }) === 1) void inTurn(context, writePending)
  })
}

/** One at a time works on the current segment. */
function inTurn(context: Context, work: (context: Context) => Promise<void>): Promise<void> {
  const done = context.lastTurn.then(() => work(context))
  context.lastTurn = done.catch(() => {})
  return done
}

async function writePending(context: Context): Promise<void> {
  const group = context.pending
  const groupBytes = context.pendingBytes
  context.pending = []
  const blocks = encodeBlocks(group.map(({ arrival }) => arrival))
  try {
    if (context.current && context.current.segment.bytes >= context.segmentBytes) await seal(context)
    const { handle, segment } = context.current ?? (await begin(context))
    await writeBlocks(handle, segment, blocks)
    for (const { resolve } of group) resolve()
  } catch (error) {
    // After a failed write or fsync nobody knows what of the file is on the disk: it gets nothing more.
    await seal(context).catch(() => {})
    const refusal = new SpoolRefusal((error as NodeJS.ErrnoException).code ?? 'failed', { cause: error })
    for (const { reject } of group) reject(refusal)
  }
  context.pendingBytes -= groupBytes
}

/** Begins a segment. */
async function begin(context: Context) {
  const { folder, segments } = context
  context.number += 1
  const path = join(folder.path, segmentName(context.number))
  const handle = await open(path, 'wx', 0o600)
  const segment: Segment = { path, arrivals: 0, bytes: 0 }
  context.current = { handle, segment }
  segments.push(segment)
  await syncFolder(folder.path)
  return context.current
}

/** Resolves when the blocks are on the disk for good. */
async function writeBlocks(handle: FileHandle, segment: Segment, blocks: ArrivalBlock[]): Promise<void> {
  const octets = Buffer.concat(blocks.map(encodeFrame))
  for (let done = 0; done < octets.length; ) {
    done += (await handle.write(octets, done, octets.length - done, segment.bytes + done)).bytesWritten
  }
  await handle.datasync()
  segment.bytes += octets.length
  segment.arrivals += countOf(blocks)
}

/** Nothing is written to the current segment any more. */
async function seal(context: Context): Promise<void> {
  const sealed = context.current
  context.current = undefined
  await sealed?.handle.close().catch(() => {})
  if (sealed?.segment.arrivals === 0) await remove(context, sealed.segment)
}

async function remove({ segments }: Context, segment: Segment): Promise<void> {
  await unlink(segment.path)
  segments.splice(segments.indexOf(segment), 1)
}

async function replay(context: Context, store: Store): Promise<void> {
  const { segments } = context
  for (let oldest = segments[0]; oldest && !context.closed; oldest = segments[0]) {
    const { path, bytes } = oldest
    await inTurn(context, async () => {
      if (context.current?.segment.path === path) await seal(context)
    })
    // It held nothing and is gone.
    if (segments[0] !== oldest) continue
    const { blocks } = decodeSegment((await readFile(path)).subarray(0, bytes))
    for (const some of groupsOf(blocks)) {
      if (context.closed) return
      await store(some)
    }
    if (!context.closed) await remove(context, oldest)
  }
}

/** The octets of so many blocks at a time that they hold hundreds of arrivals. */
function* groupsOf(blocks: readonly ArrivalBlock[]): Generator<Buffer[]> {
  let group: Buffer[] = []
  let arrivals = 0
  for (const { count, octets } of blocks) {
    group.push(octets)
    arrivals += count
    if (arrivals < ARRIVALS_AT_A_TIME) continue
    yield group
    group = []
    arrivals = 0
  }
  if (group.length > 0) yield group
}

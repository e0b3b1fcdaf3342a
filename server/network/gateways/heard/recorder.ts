import type { Database } from '../../../database/connection.ts'
import type { Log } from '../../../log.ts'
import { type HeardKind, heardKinds, type RedirectFault } from '../../tables.ts'
import { type Heard, storeHeard } from './store.ts'

/** What a gateway was heard with. */
export interface Said {
  address?: string | undefined
  /** Of what was refused: why, as a code, and the parameter that it is about. */
  why?: RedirectFault | undefined
  parameter?: string | undefined
}

export interface HeardRecorder {
  /** Notes that a gateway was heard just now. Never waits and never throws. */
  hear(gatewayId: number, kind: HeardKind, said?: Said): void
  /** Stores what was heard so far; what cannot be stored now is kept for the next time. */
  flush(): Promise<void>
  close(): Promise<void>
}

/** At most one statement in so many milliseconds, whatever is heard. */
export const HEARD_FLUSH_MS = 5000
const LONGEST_TEXT = 200

interface Last {
  /** Milliseconds since the epoch. */
  at: number
  said: Said
  isStored: boolean
}

/**
 * Keeps in memory when each gateway was last heard, of each kind once, and stores what is new every few seconds: however
 * often it is heard, it is one row.
 *
 * @param now milliseconds since the epoch
 */
export function openHeardRecorder(db: Pick<Database, 'pool'>, log: Log, now: () => number = Date.now): HeardRecorder {
  const byKind = new Map(heardKinds.map((kind) => [kind, new Map<number, Last>()]))
  let isNew = false
  let running = Promise.resolve()
  const store = async () => {
    if (!isNew) return
    isNew = false
    const fresh = [...byKind].flatMap(([kind, gateways]) =>
      [...gateways].filter(([, { isStored }]) => !isStored).map(([id, last]) => [rowOf(id, kind, last), last] as const),
    )
    for (const [, last] of fresh) last.isStored = true
    await storeHeard(
      db,
      fresh.map(([row]) => row),
    ).catch((error) => {
      log.warn({ err: error }, 'when gateways were heard last is not stored yet')
      for (const [, last] of fresh) last.isStored = false
      isNew = true
    })
  }
  const flush = () => {
    running = running.then(store)
    return running
  }
  const timer = setInterval(() => void flush(), HEARD_FLUSH_MS)
  timer.unref()
  return {
    hear(gatewayId, kind, said = {}) {
      const gateways = byKind.get(kind)!
      const last = gateways.get(gatewayId)
      isNew = true
      if (!last) {
        gateways.set(gatewayId, { at: now(), said, isStored: false })
        return
      }
      last.at = now()
      last.said = said
      last.isStored = false
    },
    flush,
    async close() {
      clearInterval(timer)
      await flush()
    },
  }
}

const rowOf = (gatewayId: number, kind: HeardKind, { at, said: { address, why, parameter } }: Last): Heard => ({
  ...{ gatewayId, kind, at: new Date(at) },
  address: plainAddress(address),
  ...{ why: why ?? null, parameter: plainText(parameter) },
})

const plainText = (text: string | undefined): string | null =>
  text === undefined ? null : text.replace(/\p{C}/gu, '').slice(0, LONGEST_TEXT)

/** Without the clothes of IPv6 around an IPv4 address, and the name of the interface, which PostgreSQL does not take. */
const plainAddress = (address: string | undefined): string | null =>
  address === undefined ? null : address.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*/, '')

import type { Database } from '../../database/connection.ts'
import { heardName } from './heard-name.ts'

/** What a gateway calls its access points by Called-Station-Id (see {@link heardName}); null: by several words. */
export type Called = string | null

/** What is new of a gateway, to be stored. */
export interface Call {
  gatewayId: number
  called: string
}

/** What gateways call their access points, in memory. */
export interface Calls {
  /** Whether the gateway's only hotspot may be meant: it calls no other access point, as far as anybody has heard. */
  mayBeOnly(gatewayId: number, calledStationId: string | undefined): boolean
  /** Takes in what a gateway has signed. @returns what is to be stored; undefined: it is known */
  hear(gatewayId: number, calledStationId: string | undefined): Call | undefined
  /** Takes in what is stored. */
  read(stored: ReadonlyMap<number, Called>): void
}

export function createCalls(): Calls {
  const calls = new Map<number, Called>()
  /** What gave the one word last, as it came: each record of a session says it again. */
  const saidLast = new Map<number, string>()
  const isKnown = (gatewayId: number, said: string, called: Called | undefined): boolean => {
    if (saidLast.get(gatewayId) === said) return true
    if (called === undefined || heardName(said) !== called) return false
    saidLast.set(gatewayId, said)
    return true
  }
  return {
    mayBeOnly(gatewayId, calledStationId) {
      const known = calls.get(gatewayId)
      if (known === null) return false
      return !calledStationId || known === undefined || isKnown(gatewayId, calledStationId, known)
    },
    hear(gatewayId, calledStationId) {
      const known = calls.get(gatewayId)
      if (known === null || !calledStationId || isKnown(gatewayId, calledStationId, known)) return undefined
      const called = heardName(calledStationId)
      if (called === undefined) return undefined
      calls.set(gatewayId, known === undefined ? called : null)
      return { gatewayId, called }
    },
    read(stored) {
      for (const [gatewayId, called] of stored) {
        const known = calls.get(gatewayId)
        calls.set(gatewayId, known === undefined || known === called ? called : null)
      }
    },
  }
}

/** What each gateway that was heard calls its access points. */
export async function loadCalls({ pool }: Pick<Database, 'pool'>): Promise<Map<number, Called>> {
  const { rows } = await pool.query<{ gatewayId: number; called: Called }>(
    'select gateway_id as "gatewayId", called from gateway_calls',
  )
  return new Map(rows.map(({ gatewayId, called }) => [gatewayId, called]))
}

/** Stores what is new. @returns whether a gateway has called a second access point, which other processes are to know */
export async function storeCalls({ pool }: Pick<Database, 'pool'>, calls: readonly Call[]): Promise<boolean> {
  let anyMore = false
  // Each by itself: a gateway that is new may call several at once.
  for (const { gatewayId, called } of calls) {
    const { rows } = await pool.query<{ called: Called }>(
      `insert into gateway_calls as c (gateway_id, called)
       select id, $2 from gateways where id = $1 and removed_at is null
       on conflict (gateway_id) do update set called = null where c.called <> excluded.called
       returning called`,
      [gatewayId, called],
    )
    anyMore ||= rows.some((row) => row.called === null)
  }
  return anyMore
}

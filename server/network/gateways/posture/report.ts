import type { Database } from '../../../database/connection.ts'
import type { GatewayVendor, Requirement } from '../../tables.ts'
import { type ChosenSigning, type Observed, type Verdict, verdictOf } from './posture.ts'
import { utcDay } from './store.ts'

/** The verdict rests on the Access-Requests of so many days, the present one (UTC) among them. */
export const observedDays = 7

/** A gateway in use with what it must sign and what it was seen to send. */
export interface GatewayPosture extends Observed {
  id: number
  name: string
  vendor: GatewayVendor
  network: string | null
  loginOrigins: string[]
  /** In use. */
  hotspots: number
  messageAuthenticator: Requirement
  signedProxyState: Requirement
  signingChosenAt: Date
  /** NAS-Identifiers heard, the latest first. */
  nasIdentifiers: string[]
  /** Addresses heard; those beyond as many as are told apart count as one. */
  sources: number
  verdict: Verdict
}

/** What came from one address of a gateway; null: from addresses beyond as many as are told apart. */
export interface SourcePosture extends Observed {
  address: string | null
  nasIdentifiers: string[]
  verdict: Verdict
}

/** `heard_*` look back as far as days are kept, all else at the days of the verdict. */
const observed = `
  coalesce(sum(requests) filter (where recent), 0)::bigint as requests,
  coalesce(sum(requests) filter (where recent and not seen.signed), 0)::bigint as unsigned,
  coalesce(sum(requests) filter (where recent and proxy_state), 0)::bigint as "proxyState",
  coalesce(sum(requests) filter (where recent and proxy_state and not seen.signed), 0)::bigint as "unsignedProxyState",
  coalesce(sum(requests) filter (where recent and eap), 0)::bigint as eap,
  coalesce(sum(requests) filter (where recent and refused), 0)::bigint as refused,
  max(last_at) as "heardAt",
  (array_agg(host(seen.address) order by last_at desc))[1] as "heardFrom",
  max(last_at) filter (where recent and not seen.signed) as "unsignedAt",
  (array_agg(host(seen.address) order by last_at desc) filter (where recent and not seen.signed))[1] as "unsignedFrom",
  coalesce(bool_and(coalesce(source.signed, false)) filter (where recent), false) as settled`

const seen = `
  (select *, day > $1::date as recent from gateway_posture_days) as seen
  left join gateway_sources as source on source.gateway_id = seen.gateway_id and source.address = seen.address`

/** NAS-Identifiers in `seen`, each once. */
const nasIdentifiers = (where: string) => `
  array(select nas_identifier from gateway_posture_days as named
        where ${where} and nas_identifier is not null
        group by nas_identifier order by max(last_at) desc limit 20)`

const since = (now: Date) => utcDay(now, -observedDays)

/** Every gateway in use by name, or the one with this `id`. */
export async function gatewayPostures(
  { pool }: Pick<Database, 'pool'>,
  { id, now = new Date() }: { id?: number; now?: Date } = {},
): Promise<GatewayPosture[]> {
  const { rows } = await pool.query<Omit<GatewayPosture, 'verdict'>>(
    `select gateways.id, name, vendor, network::text, login_origins as "loginOrigins", message_authenticator as "messageAuthenticator",
       signed_proxy_state as "signedProxyState", signing_chosen_at as "signingChosenAt",
       (select count(*) from hotspots where gateway_id = gateways.id and retired_at is null) as hotspots,
       ${nasIdentifiers('named.gateway_id = gateways.id')} as "nasIdentifiers",
       traffic.*
     from gateways, lateral (
       select ${observed}, count(distinct coalesce(host(seen.address), '')) filter (where recent) as sources
       from ${seen}
       where seen.gateway_id = gateways.id
     ) as traffic
     where disabled_at is null and ($2::bigint is null or gateways.id = $2)
     order by name`,
    [since(now), id ?? null],
  )
  return rows.map((row) => ({ ...row, verdict: verdictOf(row, row) }))
}

/** The addresses of a gateway heard from in the days of the verdict, those that sent most without signature first. */
export async function sourcePostures(
  { pool }: Pick<Database, 'pool'>,
  gateway: Pick<GatewayPosture, 'id' | 'messageAuthenticator' | 'signingChosenAt'>,
  { limit, now = new Date() }: { limit: number; now?: Date },
): Promise<SourcePosture[]> {
  const { rows } = await pool.query<Omit<SourcePosture, 'verdict'>>(
    `select host(seen.address) as address, ${observed},
       ${nasIdentifiers('named.gateway_id = $2 and named.address is not distinct from seen.address')} as "nasIdentifiers"
     from ${seen}
     where seen.gateway_id = $2 and recent
     group by seen.address
     order by unsigned desc, seen.address
     limit $3`,
    [since(now), gateway.id, limit],
  )
  return rows.map((row) => ({ ...row, verdict: verdictOf(gateway, row) }))
}

/** What the audit keeps of a choice: what was before, and what was known of its consequences. */
export const signingDetail = (before: GatewayPosture, chosen: ChosenSigning): Record<string, unknown> => ({
  name: before.name,
  mode: chosen.messageAuthenticator,
  before: before.messageAuthenticator,
  ...(chosen.signedProxyState && { signedProxyState: chosen.signedProxyState }),
  unsigned: before.unsigned,
  requests: before.requests,
})

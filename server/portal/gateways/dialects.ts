import type { Arrival, HandOver, Reply, Visit } from '../arrival.ts'
import { Problem } from '../problem.ts'
import { aruba } from './aruba.ts'
import { cambium } from './cambium.ts'
import { cisco } from './cisco.ts'
import { coovachilli } from './coovachilli.ts'
import type { Dialect, TicketCredentials } from './dialect.ts'
import { meraki } from './meraki.ts'
import { mikrotik } from './mikrotik.ts'
import { type RedirectRequest, readQuery } from './redirect-request.ts'
import { ruckus } from './ruckus.ts'

type DialectName = Reply['dialect']

const dialects: { [Name in DialectName]: Dialect<Extract<Reply, { dialect: Name }>> } = {
  coovachilli,
  mikrotik,
  cisco,
  aruba,
  ruckus,
  meraki,
  cambium,
}

/** The dialect of this reply: the key joins the two, which TypeScript cannot follow. */
const dialectOf = <R extends Reply>({ dialect }: R): Dialect<R> => dialects[dialect] as unknown as Dialect<R>

/** What a gateway's redirect says, whichever dialect it speaks. @throws {Problem} */
export function readVisit(request: Omit<RedirectRequest, 'query'>): Visit {
  const query = readQuery(request.rawQuery)
  const dialect = Object.values(dialects).find(({ matches }) => matches(query))
  if (!dialect) throw new Problem('missing', 'no gateway’s parameters in the address')
  return dialect.parse({ ...request, query })
}

/** How the ticket goes back. @param successUrl where the browser shall end up */
export const handOver = (arrival: Arrival, ticket: TicketCredentials, successUrl: string): HandOver =>
  dialectOf(arrival.reply).handOver(arrival, arrival.reply, ticket, successUrl)

/** Where the gateway must be asked for a fresh challenge first; undefined when the one at hand will do. */
export const renewal = (arrival: Arrival, now: number): string | undefined =>
  dialectOf(arrival.reply).renewal?.(arrival, arrival.reply, now)

/** Origin of the gateway's login page, for form-action. */
export const loginOrigin = ({ reply }: Pick<Arrival, 'reply'>): string => dialectOf(reply).loginOrigin(reply)

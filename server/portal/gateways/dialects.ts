import type { Arrival, HandOver, Visit } from '../arrival.ts'
import { Problem } from '../problem.ts'
import * as coovachilli from './coovachilli.ts'
import * as mikrotik from './mikrotik.ts'
import { type RedirectRequest, readQuery } from './redirect-request.ts'

/** What a gateway's redirect says, whichever dialect it speaks. @throws {Problem} */
export function readVisit(request: Omit<RedirectRequest, 'query'>): Visit {
  const query = readQuery(request.rawQuery)
  const dialect = [coovachilli, mikrotik].find(({ matches }) => matches(query))
  if (!dialect) throw new Problem('missing', 'no gateway’s parameters in the address')
  return dialect.parse({ ...request, query })
}

/** How the ticket goes back. @param successUrl where the browser shall end up */
export function handOver(
  arrival: Arrival,
  ticket: { username: string; password: string },
  successUrl: string,
): HandOver {
  const { reply } = arrival
  return reply.dialect === 'coovachilli'
    ? coovachilli.handOver(arrival, reply, ticket)
    : mikrotik.handOver(reply, ticket, successUrl)
}

/** Where the gateway must be asked for a fresh challenge first; undefined when the one at hand will do. */
export const renewal = (arrival: Arrival, now: number): string | undefined =>
  arrival.reply.dialect === 'coovachilli' ? coovachilli.renewal(arrival, arrival.reply, now) : undefined

/** Origin of the gateway's login page, for form-action. */
export const loginOrigin = ({ reply }: Pick<Arrival, 'reply'>): string =>
  reply.dialect === 'coovachilli' ? reply.origin : new URL(reply.loginUrl).origin

import type { Limits } from '../../access/decide.ts'
import type {
  Arrival,
  HandOver,
  OpenedArrival,
  OpenedReply,
  Reply,
  TicketArrival,
  TicketReply,
  Visit,
} from '../arrival/arrival.ts'
import { RedirectProblem } from '../problems/problem.ts'
import type { Dialect, TicketCredentials } from './dialect.ts'
import { aruba } from './makes/aruba.ts'
import { cambium } from './makes/cambium.ts'
import { cisco } from './makes/cisco.ts'
import { coovachilli } from './makes/coovachilli.ts'
import { meraki } from './makes/meraki.ts'
import { merakiClick } from './makes/meraki-click.ts'
import { mikrotik } from './makes/mikrotik.ts'
import { omada } from './makes/omada.ts'
import { opennds } from './makes/opennds.ts'
import { ruckus } from './makes/ruckus.ts'
import { unifi } from './makes/unifi.ts'
import type { OpenedDialect } from './opened-dialect.ts'
import { type RedirectRequest, readQuery } from './redirect-request.ts'

const ticketDialects: { [Name in TicketReply['dialect']]: Dialect<Extract<TicketReply, { dialect: Name }>> } = {
  coovachilli,
  mikrotik,
  cisco,
  aruba,
  ruckus,
  meraki,
  cambium,
}

const openedDialects: { [Name in OpenedReply['dialect']]: OpenedDialect<Extract<OpenedReply, { dialect: Name }>> } = {
  opennds,
  'meraki-click': merakiClick,
  unifi,
  omada,
}

/** The dialect of this reply: the key joins the two, which TypeScript cannot follow. */
const dialectOf = <R extends TicketReply>({ dialect }: R) => ticketDialects[dialect] as unknown as Dialect<R>
const openedDialectOf = <R extends OpenedReply>({ dialect }: R) =>
  openedDialects[dialect] as unknown as OpenedDialect<R>

const isOpenedReply = (reply: Reply): reply is OpenedReply => reply.dialect in openedDialects

/** Whether the portal opens the gateway itself, instead of handing it a ticket. */
export const isOpened = (arrival: Arrival): arrival is OpenedArrival => isOpenedReply(arrival.reply)

/** What a gateway's redirect says, whichever dialect it speaks. @throws {Problem} */
export function readVisit(request: Omit<RedirectRequest, 'query'>): Visit {
  const query = readQuery(request.rawQuery)
  const dialect = [...Object.values(ticketDialects), ...Object.values(openedDialects)].find(({ matches }) =>
    matches(query),
  )
  if (!dialect) throw new RedirectProblem('missing', 'no-parameters', 'no gateway’s parameters in the address')
  return dialect.parse({ ...request, query })
}

/** How the ticket goes back. @param successUrl where the browser shall end up */
export const handOver = (arrival: TicketArrival, ticket: TicketCredentials, successUrl: string): HandOver =>
  dialectOf(arrival.reply).handOver(arrival, arrival.reply, ticket, successUrl)

/** Where the gateway must be asked for a fresh challenge first; undefined when the one at hand will do. */
export const renewal = (arrival: TicketArrival, now: number): string | undefined =>
  dialectOf(arrival.reply).renewal?.(arrival, arrival.reply, now)

/** Whether the device that is let in is the one of the redirect: see {@link OpenedDialect}. */
export const isVouched = ({ reply }: OpenedArrival): boolean => openedDialectOf(reply).vouched(reply)

/** Whether the device is at the hotspot of the redirect: see {@link OpenedDialect}. */
export const isPlaced = ({ reply }: OpenedArrival): boolean => openedDialectOf(reply).placed(reply)

/** Whether the gateway shows by its own secret that the redirect is its, so that the device is the one it names. */
export const isProven = ({ gateway, reply }: Pick<Arrival, 'gateway' | 'reply'>): boolean =>
  (reply.dialect === 'coovachilli' && gateway.uamSecret !== null) || (reply.dialect === 'opennds' && reply.encrypted)

/** By which the gateway knows the grant when it fetches it; undefined: it is told at once. */
export const grantToken = (arrival: OpenedArrival): string | undefined =>
  openedDialectOf(arrival.reply).token?.(arrival, arrival.reply)

/**
 * Opens the gateway for the device.
 *
 * @param successUrl where the browser shall end up
 * @returns where the browser goes next
 * @throws {ControllerError}
 */
export const open = async (arrival: OpenedArrival, limits: Limits, successUrl: string): Promise<string> =>
  openedDialectOf(arrival.reply).open(arrival, arrival.reply, limits, successUrl)

/** Origin of the gateway's login page, for form-action; none where the browser does not go there. */
export function loginOrigins({ reply }: Pick<Arrival, 'reply'>): string[] {
  if (!isOpenedReply(reply)) return [dialectOf(reply).loginOrigin(reply)]
  const origin = openedDialectOf(reply).origin?.(reply)
  return origin === undefined ? [] : [origin]
}

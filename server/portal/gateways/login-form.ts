import type { Arrival, LoginFormReply, Visit } from '../arrival/arrival.ts'
import type { Dialect, TicketCredentials } from './dialect.ts'
import type { Query, RedirectRequest } from './redirect-request.ts'

/** What is particular to a gateway whose login page takes user name and password as they are. */
interface LoginForm {
  dialect: LoginFormReply['dialect']
  matches(query: Query): boolean
  /** @throws {Problem} */
  read(request: RedirectRequest): {
    place: Pick<Arrival, 'gateway' | 'hotspot'>
    deviceMac: string
    wantedUrl: string | undefined
    loginUrl: URL
    event: 'start' | 'failed' | 'online'
  }
  /** The fields of the gateway's form. */
  fields(ticket: TicketCredentials, successUrl: string): Record<string, string>
}

/**
 * A dialect in which the browser posts the ticket to the gateway's login page, and the gateway shows it RADIUS by PAP. So
 * it is for gateways that are reached over TLS or whose way to RADIUS is short; the ticket is good once, for two minutes.
 */
export const loginForm = ({ dialect, matches, read, fields }: LoginForm): Dialect<LoginFormReply> => ({
  matches,
  parse(request): Visit {
    const { place, deviceMac, wantedUrl, loginUrl, event } = read(request)
    // Nobody signs these redirects: what they name may be a trap, and is linked by no page that says it is the city's.
    if (event === 'online') return { event, wantedUrl: undefined }
    const reply: LoginFormReply = { dialect, loginUrl: loginUrl.href }
    const arrival: Arrival = { ...place, deviceMac, wantedUrl, reply, arrivedAt: request.now }
    // What the gateway would be asked again is any page: it redirects whoever is not online.
    return event === 'failed' ? { event, arrival, againUrl: loginUrl.origin } : { event, arrival }
  },
  handOver: (_, { loginUrl }, ticket, successUrl) => ({
    form: { action: loginUrl, fields: fields(ticket, successUrl) },
  }),
  loginOrigin: ({ loginUrl }) => new URL(loginUrl).origin,
})

import type { Limits } from '../../../access/decide.ts'
import { parseMac } from '../../../mac.ts'
import { type Arrival, type UnifiReply, webAddress } from '../../arrival/arrival.ts'
import { type ControllerAnswer, type Conversation, converse, part } from '../controller.ts'
import { ControllerError, ElsewhereError, type OpenedDialect } from '../opened-dialect.ts'
import { atAnotherSite, deviceMac, place, required } from '../redirect-request.ts'

/**
 * Logs in as UniFi OS does (`/api/auth/login`, the network application below `/proxy/network`, the CSRF token in a header),
 * or where there is no UniFi OS as the network application alone does (`/api/login`). UniFi OS answers `/` itself, the
 * application redirects to its pages (Art-of-WiFi, UniFi-API-client).
 *
 * @returns the path below which the network application is
 */
async function logIn(conversation: Conversation): Promise<string> {
  const { controller, headers } = conversation
  const isOs = (await conversation.ask('GET', '/')).status === 200
  const { username, password } = controller
  const credentials = { username, password, ...(isOs && { rememberMe: false }) }
  const answer = await conversation.ask('POST', isOs ? '/api/auth/login' : '/api/login', credentials)
  // The application answers wrong ones with 400 `api.err.Invalid`, UniFi OS with 401 or 403.
  if (answer.status === 401 || answer.status === 403 || part(answer.body, 'meta', 'msg') === 'api.err.Invalid') {
    throw new ControllerError('controller-credentials', `${controller.url} does not let ${username} log in`)
  }
  if (answer.status !== 200) throw refused(controller.url, 'login', answer)
  const token = answer.headers['x-updated-csrf-token'] ?? answer.headers['x-csrf-token']
  if (typeof token === 'string') headers['x-csrf-token'] = token
  return isOs ? '/proxy/network' : ''
}

const refused = (url: string, what: string, { status, body }: ControllerAnswer) => {
  const said = part(body, 'meta', 'msg')
  return new ControllerError(
    'controller-refused',
    `${url}: ${what}: ${status} ${typeof said === 'string' ? said : ''}`.trim(),
  )
}

/**
 * Lets the device in: `authorize-guest` in minutes, kbit/s and megabytes (Art-of-WiFi, UniFi-API-client,
 * `authorize_guest`). The redirect is not signed, so the controller is asked first whether the device is at this site, and
 * at which access point (`ap_mac`; a device on a wire has none).
 */
async function authorize({ gateway, deviceMac }: Arrival, reply: UnifiReply, limits: Limits): Promise<void> {
  const conversation = converse(gateway)
  const { url, site } = conversation.controller
  const api = `${await logIn(conversation)}/api/s/${encodeURIComponent(site)}`
  const station = await conversation.ask('GET', `${api}/stat/sta/${deviceMac}`)
  if (station.status === 401) throw new ControllerError('controller-credentials', `${url} ended the login at once`)
  if (part(station.body, 'data', 0, 'mac') !== deviceMac) {
    throw new ControllerError('controller-unknown-device', `${url} knows no such device at site ${site}`)
  }
  const seenAt = part(station.body, 'data', 0, 'ap_mac')
  const accessPoint = typeof seenAt === 'string' ? parseMac(seenAt) : undefined
  if (accessPoint !== undefined && accessPoint !== reply.apMac)
    throw new ElsewhereError(accessPoint, { ...reply, apMac: accessPoint })
  const kbps = (bps: number | null) => (bps === null ? undefined : Math.max(1, Math.floor(bps / 1000)))
  const answer = await conversation.ask('POST', `${api}/cmd/stamgr`, {
    cmd: 'authorize-guest',
    mac: deviceMac,
    minutes: Math.max(1, Math.floor(limits.sessionSeconds / 60)),
    up: kbps(limits.upBps),
    down: kbps(limits.downBps),
    bytes: limits.octets === null ? undefined : Math.max(1, Math.floor(limits.octets / 1_000_000)),
    ap_mac: reply.apMac,
  })
  if (answer.status !== 200 || part(answer.body, 'meta', 'rc') !== 'ok') throw refused(url, 'authorize-guest', answer)
  // A session left open would count against the user's; that it ends in vain changes nothing for the resident.
  await conversation.ask('POST', api.startsWith('/proxy') ? '/api/auth/logout' : '/api/logout', {}).catch(() => {})
}

/**
 * Ubiquiti UniFi with an external portal server: the access point redirects to `/guest/s/<site>/`, the portal calls the
 * controller.
 */
export const unifi: OpenedDialect<UnifiReply> = {
  matches: (query) => query.has('id') && query.has('ap'),
  parse({ query, registry, now }) {
    const apMac = deviceMac(query, 'ap')
    const found = place(registry, { nasIdentifier: undefined, called: apMac }, ['unifi'])
    const site = required(query, 'site')
    if (site !== found.gateway.controller?.site) {
      throw atAnotherSite(found.gateway)
    }
    return {
      event: 'start',
      arrival: {
        ...found,
        deviceMac: deviceMac(query, 'id'),
        wantedUrl: webAddress(query.get('url')),
        reply: { dialect: 'unifi', apMac },
        arrivedAt: now,
      },
    }
  },
  vouched: () => true,
  placed: () => true,
  async open(arrival, reply, limits, successUrl) {
    await authorize(arrival, reply, limits)
    return successUrl
  },
}

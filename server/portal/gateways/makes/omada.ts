import { ControllerError } from '../../../network/gateways/controller/controller-error.ts'
import { converse, part } from '../../../network/gateways/controller/converse.ts'
import { type Arrival, type OmadaReply, webAddress } from '../../arrival/arrival.ts'
import { RedirectProblem } from '../../problems/problem.ts'
import type { OpenedDialect } from '../opened-dialect.ts'
import { atAnotherSite, deviceMac, place, type Query, required } from '../redirect-request.ts'

const ofAccessPoint = ['apMac', 'ssidName', 'radioId'] as const
const ofGateway = ['gatewayMac', 'vid'] as const
const MAX_VALUE = 64

function placeOf(query: Query): Record<string, string> {
  const names = query.has('apMac') ? ofAccessPoint : ofGateway
  return Object.fromEntries(
    names.map((name) => {
      const value = required(query, name)
      if (value.length > MAX_VALUE)
        throw new RedirectProblem('missing', 'too-long', `the redirect’s ${name} is too long`, { parameter: name })
      return [name, value]
    }),
  )
}

/**
 * Lets the device in, as a hotspot operator (TP-Link FAQ 3231, "API and Code Sample for External Portal Server", for
 * controllers from 5.0.15): login gives a token, which must come back in a header next to the cookie. The controller's id
 * is the path of its address. `time` is how long, in milliseconds as in TP-Link's sample code; there is no limit of speed
 * or data.
 */
async function authorize({ gateway, deviceMac }: Arrival, { place }: OmadaReply, seconds: number): Promise<void> {
  const conversation = converse(gateway)
  const { url, username, password, site } = conversation.controller
  const login = await conversation.ask('POST', '/api/v2/hotspot/login', { name: username, password })
  const token = part(login.body, 'result', 'token')
  const code = part(login.body, 'errorCode')
  if (typeof code !== 'number') throw refused(url, 'login', login.status)
  if (code !== 0 || typeof token !== 'string') {
    throw new ControllerError('controller-credentials', `${url} does not let ${username} log in (errorCode ${code})`)
  }
  conversation.headers['csrf-token'] = token
  const answer = await conversation.ask('POST', '/api/v2/hotspot/extPortal/auth', {
    clientMac: dashed(deviceMac),
    ...place,
    ...(place.radioId === undefined ? {} : { radioId: Number(place.radioId) }),
    site,
    time: Math.floor(seconds) * 1000,
    authType: EXTERNAL_PORTAL,
  })
  const result = part(answer.body, 'errorCode')
  if (result !== 0)
    throw refused(url, 'extPortal/auth', typeof result === 'number' ? `errorCode ${result}` : answer.status)
}

const EXTERNAL_PORTAL = 4

const refused = (url: string, what: string, said: string | number) =>
  new ControllerError('controller-refused', `${url}: ${what}: ${said}`)

/** As the controller itself writes addresses. */
const dashed = (mac: string) => mac.toUpperCase().replaceAll(':', '-')

/** TP-Link Omada with an external portal server. */
export const omada: OpenedDialect<OmadaReply> = {
  matches: (query) => query.has('clientMac') && (query.has('apMac') || query.has('gatewayMac')),
  parse({ query, registry, now }) {
    const kept = placeOf(query)
    const called = kept.apMac ?? kept.gatewayMac
    const found = place(registry, { nasIdentifier: undefined, called }, ['omada'])
    if (required(query, 'site') !== found.gateway.controller?.site) {
      throw atAnotherSite(found.gateway)
    }
    return {
      event: 'start',
      arrival: {
        ...found,
        deviceMac: deviceMac(query, 'clientMac'),
        wantedUrl: webAddress(query.get('redirectUrl')),
        reply: { dialect: 'omada', place: kept },
        arrivedAt: now,
      },
    }
  },
  vouched: () => true,
  placed: () => false,
  async open(arrival, reply, { sessionSeconds }, successUrl) {
    await authorize(arrival, reply, sessionSeconds)
    return successUrl
  },
}

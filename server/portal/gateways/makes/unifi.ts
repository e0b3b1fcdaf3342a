import type { Limits } from '../../../access/decide.ts'
import { parseMac } from '../../../mac.ts'
import { ControllerError } from '../../../network/gateways/controller/controller-error.ts'
import { converse, part } from '../../../network/gateways/controller/converse.ts'
import { logIn, logOut, refused } from '../../../network/gateways/controller/unifi-login.ts'
import { type Arrival, type UnifiReply, webAddress } from '../../arrival/arrival.ts'
import { ElsewhereError, type OpenedDialect } from '../opened-dialect.ts'
import { atAnotherSite, deviceMac, place, required } from '../redirect-request.ts'

/**
 * Lets the device in: `authorize-guest` in minutes, kbit/s and megabytes (Art-of-WiFi, UniFi-API-client,
 * `authorize_guest`). The redirect is not signed, so the controller is asked first whether the device is at this site, and
 * at which access point (`ap_mac`; a device on a wire has none).
 */
async function authorize({ gateway, deviceMac }: Arrival, reply: UnifiReply, limits: Limits): Promise<void> {
  const conversation = converse(gateway)
  const { url, site } = conversation.controller
  const below = await logIn(conversation)
  const api = `${below}/api/s/${encodeURIComponent(site)}`
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
  await logOut(conversation, below)
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

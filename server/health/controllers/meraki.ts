import { ControllerError } from '../../network/gateways/controller/controller-error.ts'
import { type Conversation, part } from '../../network/gateways/controller/converse.ts'
import type { AccessPoint, Radio } from '../readings/agent-reading.ts'
import { askFor } from './ask.ts'
import { accessPoint, numberOf, objectsIn, radioOf, type Told, textOf, wholeOf } from './told.ts'

const PAGE = 500
const MOST_PAGES = 100

/** `status` of a device; one that is `alerting` is online, and something about it is not as it should be. */
const states: Record<string, AccessPoint['state']> = { online: 'up', alerting: 'up', offline: 'down', dormant: 'down' }

/**
 * The access points of a network by the Dashboard API v1: the user is the organization's id, the site the network's, the
 * password a key of the API (Meraki, "Get Organization Devices Statuses" and the lists beside it). What one of the lists
 * beside it does not give is not told.
 *
 * @throws {ControllerError}
 */
export async function merakiAccessPoints(conversation: Conversation): Promise<AccessPoint[]> {
  const { username: organization, site, password } = conversation.controller
  conversation.headers.authorization = `Bearer ${password}`
  const below = `/organizations/${encodeURIComponent(organization)}`
  const which = `networkIds[]=${encodeURIComponent(site)}&perPage=${PAGE}`
  const list = (path: string) => listed(conversation, `${below}/${path}?${which}`)
  const statuses = await list('devices/statuses')
  const beside = (path: string) =>
    list(path).catch((error): Told[] => {
      if (error instanceof ControllerError && error.failure === 'controller-refused') return []
      throw error
    })
  const devices = bySerial(await beside('devices'))
  const clients = bySerial(await beside('wireless/clients/overview/byDevice'))
  const networks = bySerial(await beside('wireless/ssids/statuses/byDevice'))
  return statuses
    .filter(({ productType }) => productType === 'wireless')
    .flatMap((device) => {
      const serial = textOf(device.serial)
      const of = (lists: ReadonlyMap<string, Told>): Told => (serial === null ? undefined : lists.get(serial)) ?? {}
      return (
        accessPoint(device.mac, {
          state: states[String(device.status)] ?? 'unknown',
          ...{ name: textOf(device.name), model: textOf(device.model), serial, address: textOf(device.lanIp) },
          firmware: textOf(of(devices).firmware),
          clients: wholeOf(part(of(clients), 'counts', 'byStatus', 'online')),
          radios: radiosOf(of(networks)),
        }) ?? []
      )
    })
}

/** A whole list: its pages are joined by `Link` (RFC 8288). */
async function listed(conversation: Conversation, first: string): Promise<Told[]> {
  const all: Told[] = []
  let path: string | undefined = first
  for (let page = 1; path !== undefined && page <= MOST_PAGES; page++) {
    const answer = await askFor(conversation, path)
    const { url } = conversation.controller
    if (answer.status === 401 || answer.status === 403)
      throw new ControllerError('controller-credentials', `${url} does not accept the key of its API`)
    const items = Array.isArray(answer.body) ? answer.body : part(answer.body, 'items')
    if (answer.status !== 200 || !Array.isArray(items))
      throw new ControllerError('controller-refused', `${url}: ${first.split('?')[0]}: ${answer.status}`)
    all.push(...objectsIn(items))
    path = nextPage(answer.headers.link, url)
  }
  return all
}

/** The path of the next page at the same API: the key is given to nobody else. */
export function nextPage(link: string | string[] | undefined, url: string): string | undefined {
  const said = [link ?? []].flat().join(',')
  const next = /<([^>]*)>\s*;[^,]*\brel="?next"?/.exec(said)?.[1]
  const base = url.replace(/\/$/, '')
  return next?.startsWith(`${base}/`) ? next.slice(base.length) : undefined
}

const bySerial = (list: readonly Told[]): Map<string, Told> =>
  new Map(list.flatMap((one) => (typeof one.serial === 'string' ? [[one.serial, one] as const] : [])))

/** A network has one of its names at each radio: what is told of the radio is told once for each name. */
function radiosOf({ basicServiceSets }: Told): Radio[] {
  const radios = new Map<string, Radio>()
  for (const { radio } of objectsIn(basicServiceSets)) {
    const band = textOf(part(radio, 'band'))
    if (band === null || part(radio, 'isBroadcasting') === false) continue
    const name = `${band} GHz`
    radios.set(
      name,
      radioOf(name, {
        channel: wholeOf(part(radio, 'channel')) || null,
        width: numberOf(part(radio, 'channelWidth'), 1),
      }),
    )
  }
  return [...radios.values()]
}

import { ControllerError } from '../../network/gateways/controller/controller-error.ts'
import { type Conversation, part } from '../../network/gateways/controller/converse.ts'
import type { AccessPoint } from '../readings/agent-reading.ts'
import { askFor } from './ask.ts'
import { accessPoint, objectsIn, shareOf, type Told, textOf, wholeOf } from './told.ts'

const PAGE = 200
const MOST_PAGES = 100

/** `statusCategory` of a device (tplink-omada-api, `DeviceStatusCategory`); others are passing. */
const states: Record<number, AccessPoint['state']> = { 0: 'down', 1: 'up', 4: 'down' }

/**
 * The access points of a site, as the controller's own pages read them (from 5.0.15; tplink-omada-api). The operator of the
 * hotspot, who opens it, may not: the controller needs a user with the same name and password, whose role may be *Viewer*.
 *
 * @throws {ControllerError}
 */
export async function omadaAccessPoints(conversation: Conversation): Promise<AccessPoint[]> {
  const { url, username, password } = conversation.controller
  const login = await conversation.ask('POST', '/api/v2/login', { username, password })
  const token = part(login.body, 'result', 'token')
  const code = part(login.body, 'errorCode')
  if (typeof code !== 'number') throw refused(url, 'login', login.status)
  if (code !== 0 || typeof token !== 'string')
    throw new ControllerError(
      'controller-credentials',
      `${url} has no user ${username} with this password who may read it (errorCode ${code})`,
    )
  conversation.headers['csrf-token'] = token
  try {
    const devices = await listed(
      conversation,
      `/api/v2/sites/${encodeURIComponent(await siteOf(conversation))}/devices`,
    )
    return devices.filter(({ type }) => type === 'ap').flatMap((device) => accessPointOf(device) ?? [])
  } finally {
    await conversation.ask('POST', '/api/v2/logout', {}).catch(() => {})
  }
}

/** The site's id, where the redirect, and so the gateway, says its name. */
async function siteOf(conversation: Conversation): Promise<string> {
  const { site } = conversation.controller
  const sites = await listed(conversation, '/api/v2/sites').catch((error) => {
    if (error instanceof ControllerError && error.failure === 'controller-refused') return []
    throw error
  })
  const meant = sites.find(({ id }) => id === site) ?? sites.find(({ name }) => name === site)
  return textOf(meant?.id) ?? site
}

/** A whole list, which comes in pages or at once. */
async function listed(conversation: Conversation, path: string): Promise<Told[]> {
  const all: Told[] = []
  for (let page = 1; page <= MOST_PAGES; page++) {
    const answer = await askFor(conversation, `${path}?currentPage=${page}&currentPageSize=${PAGE}`)
    const code = part(answer.body, 'errorCode')
    if (code !== 0)
      throw refused(conversation.controller.url, path, typeof code === 'number' ? `errorCode ${code}` : answer.status)
    const result = part(answer.body, 'result')
    if (Array.isArray(result)) return objectsIn(result)
    const these = objectsIn(part(result, 'data'))
    all.push(...these)
    if (these.length === 0 || all.length >= (wholeOf(part(result, 'totalRows')) ?? 0)) break
  }
  return all
}

function accessPointOf(device: Told): AccessPoint | undefined {
  return accessPoint(device.mac, {
    state: states[wholeOf(device.statusCategory) ?? -1] ?? 'unknown',
    ...{ name: textOf(device.name), model: textOf(device.model), serial: textOf(device.sn) },
    ...{ firmware: textOf(device.firmwareVersion), address: textOf(device.ip) },
    ...{ clients: wholeOf(device.clientNum), uptimeSeconds: wholeOf(device.uptimeLong) },
    ...{ load: shareOf(device.cpuUtil), memoryUsed: shareOf(device.memUtil) },
  })
}

const refused = (url: string, what: string, said: string | number) =>
  new ControllerError('controller-refused', `${url}: ${what}: ${said}`)

import { ControllerError } from '../../network/gateways/controller/controller-error.ts'
import { type Conversation, part } from '../../network/gateways/controller/converse.ts'
import { logIn, logOut, refused } from '../../network/gateways/controller/unifi-login.ts'
import type { AccessPoint } from '../readings/agent-reading.ts'
import { askFor } from './ask.ts'
import { accessPoint, numberOf, objectsIn, radioOf, shareOf, type Told, textOf, wholeOf } from './told.ts'

/** What the controller tells of a device is long: so many at once. */
const AT_ONCE = 100

/** `state` of a device (Art-of-WiFi, UniFi-API-client, `list_device_states`); others are passing. */
const states: Record<number, AccessPoint['state']> = { 0: 'down', 1: 'up', 11: 'down' }

/**
 * The access points of a site, with the login that opens it: `stat/device-basic` names them, `stat/device` tells of those
 * that are named (Art-of-WiFi, UniFi-API-client, `list_devices_basic` and `list_devices`).
 *
 * @throws {ControllerError}
 */
export async function unifiAccessPoints(conversation: Conversation): Promise<AccessPoint[]> {
  const { url, site } = conversation.controller
  const below = await logIn(conversation)
  try {
    const api = `${below}/api/s/${encodeURIComponent(site)}`
    const devices = async (path: string, json?: object) => {
      const answer = await askFor(conversation, `${api}/stat/${path}`, json)
      if (answer.status === 401)
        throw new ControllerError('controller-credentials', `${url} does not let its user read the devices`)
      const list = part(answer.body, 'data')
      if (answer.status !== 200 || !Array.isArray(list)) throw refused(url, path, answer)
      return objectsIn(list).filter(({ type, adopted }) => type === 'uap' && adopted !== false)
    }
    const macs = (await devices('device-basic')).flatMap(({ mac }) => (typeof mac === 'string' ? [mac] : []))
    const all: AccessPoint[] = []
    for (let from = 0; from < macs.length; from += AT_ONCE) {
      const told = await devices('device', { macs: macs.slice(from, from + AT_ONCE) })
      all.push(...told.flatMap((one) => accessPointOf(one) ?? []))
    }
    return all
  } finally {
    await logOut(conversation, below)
  }
}

function accessPointOf(device: Told): AccessPoint | undefined {
  const strain = part(device, 'system-stats')
  const state = states[numberOf(device.state) ?? -1] ?? 'unknown'
  return accessPoint(device.mac, {
    state,
    ...{ name: textOf(device.name), model: textOf(device.model), serial: textOf(device.serial) },
    ...{ firmware: textOf(device.version), address: textOf(device.ip) },
    ...{ clients: wholeOf(device.num_sta), uptimeSeconds: wholeOf(device.uptime) },
    ...{ load: shareOf(part(strain, 'cpu')), memoryUsed: shareOf(part(strain, 'mem')) },
    radios: objectsIn(device.radio_table_stats).map((radio) =>
      radioOf(textOf(radio.name) ?? textOf(radio.radio) ?? '', {
        channel: wholeOf(radio.channel) || null,
        width: widthOf(device, radio),
        clients: wholeOf(radio.num_sta),
        utilisation: shareOf(radio.cu_total),
      }),
    ),
  })
}

/** MHz, which stand in the settings of the radio of that name (`ht`). */
const widthOf = (device: Told, { name }: Told): number | null =>
  numberOf(objectsIn(device.radio_table).find((radio) => radio.name === name)?.ht, 1)

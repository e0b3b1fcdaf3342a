import type { ControllerAnswer, ControllerRequest } from './gateway.ts'

/** An access point that a controller knows. */
export interface ManagedAccessPoint {
  mac: string
  name: string
  /** `between`: it is being updated, or has missed a heartbeat. */
  state: 'up' | 'down' | 'between'
  clients: number
  uptimeSeconds: number
  model: string
  serial: string
  firmware: string
  /** Of its one radio. */
  channel: number
}

const ok = (data: object[]): ControllerAnswer => ({ status: 200, json: { meta: { rc: 'ok' }, data } })

/** What a UniFi controller answers to `stat/device-basic` and `stat/device`; undefined to anything else. */
export function unifiDevices(
  accessPoints: readonly ManagedAccessPoint[],
  stat: string,
  { method, path, json }: Pick<ControllerRequest, 'method' | 'path' | 'json'>,
): ControllerAnswer | undefined {
  const states = { up: 1, down: 0, between: 4 }
  const basic = (one: ManagedAccessPoint) => ({
    ...{ mac: one.mac, type: 'uap', adopted: true, name: one.name, model: one.model, state: states[one.state] },
  })
  const aSwitch = { mac: '02:00:5e:99:00:01', type: 'usw', adopted: true, name: 'switch', state: 1 }
  if (method === 'GET' && path === `${stat}/device-basic`) return ok([...accessPoints.map(basic), aSwitch])
  if (method !== 'POST' || path !== `${stat}/device` || !Array.isArray(json.macs)) return undefined
  const asked = new Set(json.macs)
  return ok(
    accessPoints
      .filter(({ mac }) => asked.has(mac))
      .map((one) => ({
        ...basic(one),
        ...{ serial: one.serial, version: one.firmware, ip: '10.0.0.7', uptime: one.uptimeSeconds },
        num_sta: one.clients,
        'system-stats': { cpu: '12.5', mem: '40.1', uptime: String(one.uptimeSeconds) },
        radio_table: [{ name: 'wifi0', radio: 'ng', ht: '20', channel: 'auto' }],
        radio_table_stats: [
          { name: 'wifi0', radio: 'ng', channel: one.channel, cu_total: 31, num_sta: one.clients, state: 'RUN' },
        ],
      })),
  )
}

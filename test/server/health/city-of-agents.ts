import type { Agent } from '../../../scripts/simulators/snmp/agent.ts'
import { liveAgent } from '../../../scripts/simulators/snmp/live.ts'
import type { Database } from '../../../server/database/connection.ts'
import { eventually } from '../../support/eventually.ts'

/** Resolves when `check` gives something; fails, saying what was waited for, after `withinMs`. */
export async function until<T>(
  what: string,
  check: () => Promise<T | undefined | false> | T | undefined | false,
): Promise<T> {
  return eventually(async () => (await check()) || undefined).catch((error) => {
    throw new Error(`not so in time: ${what}`, { cause: error })
  })
}

/** Stores so many hotspots at one site; their ids. */
export async function makeHotspots({ pool }: Database, count: number): Promise<number[]> {
  const { rows } = await pool.query<{ id: number }>(
    `with site as (insert into sites (name, latitude, longitude) values ('Kiosk', 19.4, -99.1) returning id)
     insert into hotspots (programme, code, name, site_id, latitude, longitude)
     select 'test', number::text, 'Kiosk ' || number, site.id, 19.4, -99.1 from site, generate_series(1, $1::int) as number
     returning id`,
    [count],
  )
  return rows.map(({ id }) => id)
}

/** A simulated access point whose faults and traffic a test turns as it goes. */
export interface Turned {
  silent: boolean
  delayMs: number
  /** Requests that go unanswered. */
  lose: number
  /** When its agent started, and when it booted itself, of the monotonic clock, ms. */
  startedAt: number
  bootedAt: number
  octets: number
  load: number
}

export function turnedAgent(): { turned: Turned; agent: Agent } {
  const anHourAgo = performance.now() - 3_600_000
  const turned: Turned = {
    ...{ silent: false, delayMs: 0, lose: 0, startedAt: anHourAgo, bootedAt: anHourAgo, octets: 0, load: 0.1 },
  }
  const agent = liveAgent({
    sysDescr: 'UAP-AC-Mesh 6.6.55',
    sysName: 'kiosk',
    uptime: () => (performance.now() - turned.startedAt) / 1000,
    hostUptime: () => (performance.now() - turned.bootedAt) / 1000,
    interfaces: () => [
      { name: 'lo', type: 24, speed: 0, up: true, inOctets: 0, outOctets: 0 },
      { name: 'eth0', type: 6, speed: 1000, up: true, inOctets: turned.octets, outOctets: turned.octets / 4 },
      { name: 'ath0', type: 71, speed: 0, up: true, inOctets: turned.octets / 4, outOctets: turned.octets },
    ],
    clients: () => [{ ssid: 'Plaza', stations: 5 }],
    load: () => turned.load,
    memory: () => ({ total: 128_000, free: 64_000 }),
    silent: () => turned.silent || (turned.lose > 0 && turned.lose-- > 0),
    delayMs: () => turned.delayMs,
  })
  return { turned, agent }
}

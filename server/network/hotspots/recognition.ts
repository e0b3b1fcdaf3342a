import { setImmediate } from 'node:timers/promises'
import type { Database } from '../../database/connection.ts'
import { macNumber, parseMac } from '../../mac.ts'
import { capacityOf } from '../fragments.ts'
import { folded } from '../spelling.ts'
import { blocksHeard, blocksOf, claimsOf } from './address-blocks.ts'
import { attributesHeard, type Packet } from './heard-names.ts'

/** A hotspot as requests know it. */
export interface HotspotRef {
  id: number
  name: string
  gatewayId: number | null
  /** One of the addresses or names by which it is recognised; null: it has none. */
  called: string | null
  /** Whose opening hours and policy it has; null or absent: none, which is the default policy at all hours. */
  groupId?: number | null
  /** Devices at a time that it is made for; null or absent: nobody knows. */
  capacity?: number | null
}

/** A hotspot with all that gateways may call it. */
export interface KnownHotspot extends Omit<HotspotRef, 'called'> {
  /** The maker of its gateway, where that numbers in a way of its own. */
  vendor: string | undefined
  mac: string | null
  bssids: readonly string[]
  names: readonly string[]
}

/** Hotspots by what gateways call them, in memory. */
export interface Recognition {
  /** By its address, or by the block of addresses that only it can have. */
  byMac(mac: string): HotspotRef | undefined
  /** By what a gateway's request says; undefined where that names none of the gateway's hotspots, or might be several. */
  at(gatewayId: number, calledStationId: string | undefined, packet?: Packet): HotspotRef | undefined
}

/** Marks what several hotspots share: it names none. */
const SEVERAL = null

/** So many hotspots are taken in at a time: a request that comes meanwhile waits a few milliseconds, not for a whole city. */
const AT_A_TIME = 1000

/** @param refs every hotspot's, by its id */
export async function recognise(
  hotspots: readonly KnownHotspot[],
  refs: ReadonlyMap<number, HotspotRef>,
): Promise<Recognition> {
  const byAddress = new Map<number, HotspotRef>()
  const byBlock = new Map<number, HotspotRef | typeof SEVERAL>()
  const byName = new Map<number, Map<string, HotspotRef | typeof SEVERAL>>()
  for (const [number, hotspot] of hotspots.entries()) {
    if (number % AT_A_TIME === 0) await setImmediate()
    const ref = refs.get(hotspot.id)!
    for (const address of addresses(hotspot)) byAddress.set(macNumber(address), ref)
    if (hotspot.mac !== null) for (const key of blocksOf(macNumber(hotspot.mac), hotspot.vendor)) put(byBlock, key, ref)
    if (hotspot.gatewayId === null || hotspot.names.length === 0) continue
    const names = byName.get(hotspot.gatewayId) ?? new Map<string, HotspotRef | typeof SEVERAL>()
    byName.set(hotspot.gatewayId, names)
    for (const name of hotspot.names) put(names, folded(name), ref)
  }
  // A block in which another hotspot has an address is not one hotspot's.
  let number = 0
  for (const [address, { id }] of byAddress) {
    if (++number % AT_A_TIME === 0) await setImmediate()
    for (const key of claimsOf(address)) {
      const holder = byBlock.get(key)
      if (holder && holder.id !== id) byBlock.set(key, SEVERAL)
    }
  }

  const byMac = (mac: string): HotspotRef | undefined => {
    const address = macNumber(mac)
    const exact = byAddress.get(address)
    if (exact) return exact
    for (const key of blocksHeard(address)) {
      const holder = byBlock.get(key)
      if (holder !== undefined) return holder ?? undefined
    }
    return undefined
  }
  return {
    byMac,
    at(gatewayId, called, packet) {
      const mac = called === undefined ? undefined : parseMac(called, true)
      const addressed = mac === undefined ? undefined : byMac(mac)
      if (addressed?.gatewayId === gatewayId) return addressed
      const names = byName.get(gatewayId)
      const ofGateway = (ref: HotspotRef | undefined) => (ref?.gatewayId === gatewayId ? ref : undefined)
      if (called !== undefined && mac === undefined && names) {
        const named = nameIn(names, called)
        if (named) return named
      }
      if (packet === undefined) return undefined
      for (const said of attributesHeard(packet)) {
        const other = parseMac(said, true)
        const found = (names && nameIn(names, said)) ?? (other === undefined ? undefined : ofGateway(byMac(other)))
        if (found) return found
      }
      return undefined
    },
  }
}

const addresses = ({ mac, bssids }: KnownHotspot): string[] => (mac === null ? [...bssids] : [mac, ...bssids])

function put<K>(map: Map<K, HotspotRef | typeof SEVERAL>, key: K, ref: HotspotRef): void {
  if (key === '') return
  const holder = map.get(key)
  map.set(key, holder === undefined || holder?.id === ref.id ? ref : SEVERAL)
}

/** By all of it, or by what stands before the network's name: `AP-7:Plaza` (RFC 3580 section 3.20). */
function nameIn(names: ReadonlyMap<string, HotspotRef | typeof SEVERAL>, said: string): HotspotRef | undefined {
  const whole = names.get(folded(said))
  if (whole !== undefined) return whole ?? undefined
  for (const at of [said.indexOf(':'), said.lastIndexOf(':')]) {
    const named = at > 0 ? names.get(folded(said.slice(0, at))) : undefined
    if (named) return named
  }
  return undefined
}

/** Every hotspot in use, and what gateways call it. */
export async function knownHotspots({ pool }: Pick<Database, 'pool'>): Promise<KnownHotspot[]> {
  const { rows } = await pool.query<Omit<KnownHotspot, 'bssids' | 'names'>>(
    `select h.id, h.name, gateway_id as "gatewayId", g.vendor, mac::text, group_id as "groupId",
            ${capacityOf('h')} as capacity
     from hotspots h left join gateways g on g.id = gateway_id where retired_at is null`,
  )
  const { rows: calls } = await pool.query<{ id: number; kind: 'bssid' | 'name'; value: string }>(
    'select hotspot_id as id, kind, value from hotspot_calls order by hotspot_id, value',
  )
  const known = new Map(rows.map((row) => [row.id, { ...row, bssids: [] as string[], names: [] as string[] }]))
  for (const { id, kind, value } of calls) known.get(id)?.[kind === 'bssid' ? 'bssids' : 'names'].push(value)
  return [...known.values()]
}

/** As requests know it. */
export const refOf = ({ id, name, gatewayId, groupId, capacity, mac, bssids, names }: KnownHotspot): HotspotRef => ({
  ...{ id, name, gatewayId, groupId: groupId ?? null, capacity: capacity ?? null },
  called: mac ?? bssids[0] ?? names[0] ?? null,
})

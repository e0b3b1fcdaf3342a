import { BlockList, isIPv6 } from 'node:net'
import type { Database } from '../../database/connection.ts'
import { latest } from '../../database/events/latest.ts'
import { reloadOn } from '../../database/events/reload-on.ts'
import type { Log } from '../../log.ts'
import type { Sealer } from '../../sealing.ts'
import { type Call, createCalls, loadCalls } from '../found/calls.ts'
import type { Packet } from '../hotspots/heard-names.ts'
import { type HotspotRef, knownHotspots, type Recognition, recognise, refOf } from '../hotspots/recognition.ts'
import { asLearnt, type Gateway, loadGateways } from './gateways.ts'
import { learn, MAX_UNSIGNED_ADDRESSES, type Seen } from './posture/posture.ts'
import { type LearntSource, loadSources } from './posture/store.ts'

export type { HotspotRef }

/** Gateways and hotspots in memory, for paths that must not wait for SQL; kept fresh by events. */
export interface Registry {
  /** The gateway whose network holds this address, the narrowest network first. */
  gatewayAt(address: string): Gateway | undefined
  gateway(id: number): Gateway | undefined
  gatewayByNasIdentifier(nasIdentifier: string): Gateway | undefined
  /** The gateway that this certificate lets in over RadSec, until it ends. `fingerprint`: SHA-256, lower-case hex. */
  gatewayByCertificate(fingerprint: string): Gateway | undefined
  /**
   * The hotspot that a gateway's request came through: by the MAC or name in Called-Station-Id (RFC 3580 section 3.20), by
   * what else the packet says of the access point, or the gateway's only one, as long as it has called no other.
   */
  hotspotOf(gatewayId: number, calledStationId: string | undefined, packet?: Packet): HotspotRef | undefined
  /** Takes in which access point an Accounting-Request names. @returns what is new and should be stored */
  hear(gatewayId: number, calledStationId: string | undefined): Call | undefined
  /** The groups of the gateway's hotspots, each once; null: some are in none. */
  groupsAt(gatewayId: number): ReadonlyArray<number | null>
  /** As {@link groupsAt}, of every gateway that has hotspots. */
  groupsOfGateways(): ReadonlyMap<number, ReadonlyArray<number | null>>
  hotspotsAt(gatewayId: number): readonly HotspotRef[]
  /** By its address, or by the block of addresses that only it can have. */
  hotspotByMac(mac: string): HotspotRef | undefined
  hotspot(id: number): HotspotRef | undefined
  /**
   * Takes in what an Access-Request from `address` shows of `gateway`, as {@link gatewayAt} gave it.
   *
   * @returns what is new and should be stored; undefined where nothing is
   */
  learn(gateway: Gateway, address: string, seen: Seen): LearntSource | undefined
  /** Reads everything afresh. */
  reload(): Promise<void>
  close(): Promise<void>
}

/** How a socket of both families writes an IPv4 address (RFC 4291 section 2.5.5.2). */
const MAPPED = /^::ffff:(?=\d+\.)/i

/** @throws {Error} when the database cannot be read, or a secret was sealed with another `PLAZA_SECRET` */
export async function openRegistry(db: Database, sealer: Sealer, log: Log): Promise<Registry> {
  let now: Snapshot
  /** What this process has learnt, whether it is stored yet or not. */
  const own = new Map<string, LearntSource>()
  const calls = createCalls()
  const read = async () => {
    const [gateways, sources, hotspots, called] = await Promise.all([
      loadGateways(db, sealer),
      loadSources(db),
      knownHotspots(db),
      loadCalls(db),
    ])
    const hotspotById = new Map(hotspots.map((hotspot) => [hotspot.id, refOf(hotspot)]))
    return { gateways, sources, called, hotspotById, recognition: await recognise(hotspots, hotspotById) }
  }
  const reload = latest(read, ({ gateways, sources, called, hotspotById, recognition }) => {
    calls.read(called)
    now = index(gateways, hotspotById, recognition)
    for (const source of sources) place(now, source)
    for (const [key, source] of own) if (!place(now, source)) own.delete(key)
  })
  await reload()
  const { close } = await reloadOn(db, log, {
    events: ['gateways', 'hotspots'],
    reload,
    what: 'gateways and hotspots',
  })
  return {
    gatewayAt: (address) => find(now, address.replace(MAPPED, '')),
    gateway: (id) => now.byId.get(id),
    gatewayByNasIdentifier: (name) => now.byNasIdentifier.get(name),
    gatewayByCertificate(fingerprint) {
      const known = now.byCertificate.get(fingerprint)
      return known && known.notAfter.getTime() > Date.now() ? known.gateway : undefined
    },
    hotspotOf(gatewayId, calledStationId, packet) {
      const named = now.recognition.at(gatewayId, calledStationId, packet)
      if (named) return named
      const ofGateway = now.hotspotsOfGateway.get(gatewayId)
      return ofGateway?.length === 1 && calls.mayBeOnly(gatewayId, calledStationId) ? ofGateway[0] : undefined
    },
    hear: calls.hear,
    groupsAt: (gatewayId) => now.groupsOfGateway.get(gatewayId) ?? [],
    groupsOfGateways: () => now.groupsOfGateway,
    hotspotsAt: (gatewayId) => now.hotspotsOfGateway.get(gatewayId) ?? [],
    hotspotByMac: (mac) => now.recognition.byMac(mac),
    hotspot: (id) => now.hotspotById.get(id),
    learn(gateway, address, seen) {
      const learnt = gateway.messageAuthenticator === 'require' ? undefined : learn(gateway.learnt, seen)
      if (!learnt) return undefined
      const plain = address.replace(MAPPED, '')
      const source = { gatewayId: gateway.id, chosenAt: gateway.signingChosenAt, address: plain, learnt }
      const strangers = now.strangers.get(gateway.id) ?? 0
      if (!seen.signed && strangers >= MAX_UNSIGNED_ADDRESSES) return undefined
      if (!place(now, source)) return undefined
      own.set(plain, source)
      return source
    },
    reload,
    close,
  }
}

interface Snapshot {
  byId: Map<number, Gateway>
  byNasIdentifier: Map<string, Gateway>
  byCertificate: Map<string, { gateway: Gateway; notAfter: Date }>
  /** By address: gateways of one address each, and the addresses of which something is learnt. */
  exact: Map<string, Gateway>
  /** Addresses not known to sign, by gateway. */
  strangers: Map<number, number>
  networks: Array<{ prefix: number; list: BlockList; gateway: Gateway }>
  hotspotById: Map<number, HotspotRef>
  recognition: Recognition
  hotspotsOfGateway: Map<number, HotspotRef[]>
  groupsOfGateway: Map<number, Array<number | null>>
}

function index(gateways: Gateway[], hotspotById: Map<number, HotspotRef>, recognition: Recognition): Snapshot {
  const hotspotsOfGateway = groupByGateway(hotspotById.values())
  const snapshot: Snapshot = {
    byId: new Map(gateways.map((gateway) => [gateway.id, gateway])),
    byNasIdentifier: new Map(),
    byCertificate: new Map(),
    exact: new Map(),
    strangers: new Map(),
    networks: [],
    hotspotById,
    recognition,
    hotspotsOfGateway,
    groupsOfGateway: new Map(
      [...hotspotsOfGateway].map(([id, own]) => [id, [...new Set(own.map(({ groupId }) => groupId ?? null))]]),
    ),
  }
  for (const gateway of gateways) {
    if (gateway.nasIdentifier) snapshot.byNasIdentifier.set(gateway.nasIdentifier, gateway)
    for (const { fingerprint, notAfter } of gateway.certificates) {
      snapshot.byCertificate.set(fingerprint, { gateway, notAfter })
    }
    if (gateway.network === null) continue
    const [address = '', length = ''] = gateway.network.split('/')
    const family = isIPv6(address) ? 'ipv6' : 'ipv4'
    const prefix = Number(length)
    if (prefix === (family === 'ipv6' ? 128 : 32)) {
      snapshot.exact.set(address, gateway)
      continue
    }
    const list = new BlockList()
    list.addSubnet(address, prefix, family)
    snapshot.networks.push({ prefix, list, gateway })
  }
  snapshot.networks.sort((a, b) => b.prefix - a.prefix)
  return snapshot
}

const find = (snapshot: Snapshot, address: string): Gateway | undefined =>
  snapshot.exact.get(address) ?? snapshot.networks.find(({ list }) => contains(list, address))?.gateway

/** Has lookups of the source's address give what is learnt of it. @returns false where that no longer holds */
function place(snapshot: Snapshot, { gatewayId, chosenAt, address, learnt }: LearntSource): boolean {
  const gateway = find(snapshot, address)
  if (gateway?.id !== gatewayId || gateway.signingChosenAt.getTime() !== chosenAt.getTime()) return false
  const before = gateway.learnt
  const signed = learnt.signed || before?.signed === true
  snapshot.exact.set(address, asLearnt(gateway, { ...learnt, ...before, signed }))
  const strangers = snapshot.strangers.get(gatewayId) ?? 0
  snapshot.strangers.set(gatewayId, strangers + Number(!signed) - Number(before?.signed === false))
  return true
}

function groupByGateway(hotspots: Iterable<HotspotRef>): Map<number, HotspotRef[]> {
  const groups = new Map<number, HotspotRef[]>()
  for (const hotspot of hotspots) {
    if (hotspot.gatewayId === null) continue
    const group = groups.get(hotspot.gatewayId)
    if (group) group.push(hotspot)
    else groups.set(hotspot.gatewayId, [hotspot])
  }
  return groups
}

const contains = (list: BlockList, address: string) => list.check(address, isIPv6(address) ? 'ipv6' : 'ipv4')

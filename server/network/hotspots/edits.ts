import type { Database } from '../../database/connection.ts'
import { parseMac } from '../../mac.ts'
import { agentNamed } from '../agents/agents.ts'
import { namedGateways } from '../gateways/names.ts'
import { folded, tidy } from '../spelling.ts'
import { type ChangeAuthor, changeHotspot, HotspotError } from './change.ts'
import { agentWords, type Differences, type HotspotRecord } from './record.ts'

/** Fields that are plain text. */
export const textFields = ['agentKey', 'model', 'serial', 'equipment', 'notes'] as const
type TextField = (typeof textFields)[number]

/** What of a hotspot is to be changed; absent: it stays, null: it is nothing from now on. */
export interface HotspotEdit extends Partial<Record<TextField, string | null | undefined>> {
  name?: string | undefined
  mac?: string | null | undefined
  bssids?: readonly string[] | undefined
  names?: readonly string[] | undefined
  /** The gateway's name. */
  gateway?: string | null | undefined
  /** The agent's number or address. */
  agent?: string | null | undefined
  antennas?: number | null | undefined
  capacity?: number | null | undefined
  /** yyyy-mm-dd. */
  installedOn?: string | null | undefined
}

type Author = Pick<ChangeAuthor, 'staffId'>

export interface ChangedHotspot {
  hotspot: HotspotRecord
  /** Empty: it was so before. */
  differences: Differences
}

/** Changes a hotspot. @throws {HotspotError} @throws {AgentError} */
export async function editHotspot(
  db: Database,
  id: number,
  author: Author,
  { gateway, agent, ...edit }: HotspotEdit,
): Promise<ChangedHotspot> {
  const hangs = {
    ...(gateway !== undefined && (gateway === null ? { gatewayId: null, gateway } : await gatewayOf(db, gateway))),
    ...(agent !== undefined && (agent === null ? { agentId: null, agent } : await agentOf(db, agent))),
  }
  const given = readEdit(edit)
  return change(db, id, { ...author, action: 'edit' }, (now) => {
    const after = { ...now, ...given, ...hangs }
    return { ...after, bssids: after.bssids.filter((address) => address !== after.mac) }
  })
}

/** @throws {HotspotError} */
async function gatewayOf(db: Database, name: string) {
  const found = (await namedGateways(db)).find((one) => folded(one.name) === folded(name))
  if (!found) throw new HotspotError(`There is no gateway named "${name}".`, 'gateway')
  return { gatewayId: found.id, gateway: found.name }
}

async function agentOf(db: Database, name: string) {
  const found = await agentNamed(db, name)
  return { agentId: found.id, agent: agentWords(found) }
}

function readEdit(edit: Omit<HotspotEdit, 'gateway' | 'agent'>): Partial<HotspotRecord> {
  const read: Record<string, unknown> = {}
  for (const [field, value] of Object.entries(edit)) {
    if (value === undefined) continue
    if (field === 'mac') read.mac = value === null ? null : readAddress(value as string)
    else if (field === 'bssids') read.bssids = [...new Set((value as string[]).map((one) => readAddress(one)))].sort()
    else if (field === 'names') read.names = [...new Set((value as string[]).map(tidy).filter(Boolean))].sort()
    else read[field] = typeof value === 'string' ? tidy(value) || null : value
  }
  if ('name' in read && read.name === null) throw new HotspotError('The name must not be empty.', 'name')
  return read
}

function readAddress(text: string): string {
  const mac = parseMac(text, true)
  if (mac === undefined)
    throw new HotspotError(`"${text}" is no address such as 00:00:5e:00:53:01.`, 'address', { address: text })
  return mac
}

/** Puts a hotspot to another place; degrees, WGS84. @throws {HotspotError} */
export function moveHotspot(
  db: Database,
  id: number,
  author: Author,
  place: { latitude: number; longitude: number },
): Promise<ChangedHotspot> {
  for (const [field, most] of [
    ['latitude', 90],
    ['longitude', 180],
  ] as const)
    if (!(Math.abs(place[field]) <= most))
      throw new HotspotError(`The ${field} is no number from -${most} to ${most}, in degrees.`, field)
  return change(db, id, { ...author, action: 'move' }, (now) => ({ ...now, ...place }))
}

/** Takes a hotspot out of use: maps and sums leave it out, its past stays. @throws {HotspotError} */
export const retireHotspot = (db: Database, id: number, author: Author): Promise<ChangedHotspot> =>
  change(db, id, { ...author, action: 'retire' }, (now) => ({
    ...now,
    retiredAt: now.retiredAt ?? new Date().toISOString(),
  }))

/** Puts a retired hotspot back into use. @throws {HotspotError} where another has its addresses */
export const restoreHotspot = (db: Database, id: number, author: Author): Promise<ChangedHotspot> =>
  change(db, id, { ...author, action: 'restore' }, (now) => ({ ...now, retiredAt: null }))

/** What a new access point brings to the place of one that goes. */
export interface Replacement {
  mac: string
  serial?: string | undefined
  model?: string | undefined
  bssids?: readonly string[] | undefined
}

/**
 * Gives a hotspot a new access point. The hotspot and all its figures stay; what the old one was called goes with it, but
 * for names, which are the place's.
 *
 * @throws {HotspotError}
 */
export async function replaceAccessPoint(
  db: Database,
  id: number,
  author: Author,
  { mac, serial, model, bssids = [] }: Replacement,
): Promise<ChangedHotspot> {
  const given = readEdit({ mac, bssids, serial: serial ?? null, ...(model !== undefined && { model }) })
  return change(db, id, { ...author, action: 'replace' }, (now) => {
    const after = { ...now, ...given }
    return { ...after, bssids: after.bssids.filter((address) => address !== after.mac) }
  })
}

async function change(
  db: Database,
  id: number,
  author: ChangeAuthor,
  of: (now: HotspotRecord) => HotspotRecord,
): Promise<ChangedHotspot> {
  const changed = await changeHotspot(db, id, author, of)
  if (!changed) throw new HotspotError(`There is no hotspot ${id}.`, 'hotspot')
  return changed
}

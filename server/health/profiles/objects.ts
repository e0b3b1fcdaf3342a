import type { AccessPointsForm, LoadForm, MemoryForm, Profile, RadiosForm, Values } from './profile.ts'
import type { ProfileValue } from './value-form.ts'

/** Which objects a profile reads. */
export interface Objects {
  scalars: ReadonlySet<string>
  columns: ReadonlySet<string>
  /** Those whose values change from poll to poll; the others stay as discovery found them. */
  live: ReadonlySet<string>
  /** Columns whose rows come and go: walked at each poll. */
  walked: ReadonlySet<string>
}

type Gathered = { [Kind in keyof Objects]: Set<string> }

type Role = 'fixed' | 'live' | 'walked'

/** The objects of a profile, by what becomes of them at each poll. */
export function objectsOf(profile: Profile): Objects {
  const made = known.get(profile) ?? gathered(profile)
  known.set(profile, made)
  return made
}

/** Thousands of agents are read by one profile. */
const known = new WeakMap<Profile, Objects>()

/** The columns in which a profile's access points are listed. */
export function columnsOfList({ accessPoints }: Profile): ReadonlySet<string> {
  const objects = none()
  for (const form of accessPoints ?? []) addAccessPoints(objects, form)
  return objects.columns
}

const none = (): Gathered => ({ scalars: new Set(), columns: new Set(), live: new Set(), walked: new Set() })

function gathered(profile: Profile): Objects {
  const objects = none()
  for (const values of Object.values(profile.identity ?? {})) addValues(objects, values, 'fixed')
  addValues(objects, profile.uptime, 'live')
  addValues(objects, profile.clients, 'live')
  addValues(objects, profile.ownClients, 'live')
  addValues(objects, profile.members, 'live')
  for (const values of Object.values(profile.ups ?? {})) addValues(objects, values, 'live')
  addLoad(objects, profile.load)
  addMemory(objects, profile.memory, 'live')
  for (const radios of profile.radios ?? []) addRadios(objects, radios, 'live')
  for (const form of profile.accessPoints ?? []) addAccessPoints(objects, form)
  return objects
}

function addAccessPoints(objects: Gathered, form: AccessPointsForm): void {
  add(objects, form.rows, 'walked')
  for (const field of ['key', 'mac', 'name', 'model', 'serial', 'firmware', 'address'] as const)
    addValues(objects, form[field], 'fixed')
  for (const field of ['state', 'clients', 'uptime', 'cpu'] as const) addValues(objects, form[field], 'walked')
  addMemory(objects, form.memory, 'walked')
  if (form.radios) addRadios(objects, form.radios, 'walked')
}

function addLoad(objects: Gathered, load: readonly LoadForm[] | undefined): void {
  for (const { value } of load ?? []) addValues(objects, value, 'live')
}

function addMemory(objects: Gathered, memory: readonly MemoryForm[] | undefined, role: Role): void {
  for (const form of memory ?? [])
    for (const [part, values] of Object.entries(form)) addValues(objects, values, part === 'total' ? 'fixed' : role)
}

function addRadios(objects: Gathered, radios: Omit<RadiosForm, 'key'>, role: Role): void {
  add(objects, radios.rows, 'fixed')
  for (const { column } of radios.where ?? []) if (column) add(objects, column, 'fixed')
  for (const field of ['name', 'group'] as const) addValues(objects, radios[field], 'fixed')
  for (const field of ['channel', 'frequency', 'width', 'clients', 'utilisation', 'noise'] as const)
    addValues(objects, radios[field], role)
}

function addValues(objects: Gathered, values: Values, role: Role): void {
  for (const value of values ?? []) addValue(objects, value, role)
}

function addValue(objects: Gathered, value: ProfileValue, role: Role): void {
  const { oid, column, count, present, where, join, sum } = value
  if (oid !== undefined) {
    objects.scalars.add(oid)
    if (role !== 'fixed') objects.live.add(oid)
  }
  if (column !== undefined) add(objects, column, role)
  const comes = count !== undefined
  if (comes) add(objects, count, 'walked')
  for (const each of present ?? []) {
    objects.scalars.add(each)
    add(objects, each, 'fixed')
  }
  for (const each of where ?? []) if (each.column !== undefined) add(objects, each.column, comes ? 'walked' : 'fixed')
  if (join !== undefined && join !== 'below') {
    add(objects, join.column, comes ? 'walked' : 'fixed')
    add(objects, join.equals, 'fixed')
  }
  for (const part of sum ?? []) addValue(objects, part, role)
}

function add(objects: Gathered, column: string, role: Role): void {
  objects.columns.add(column)
  if (role === 'live') objects.live.add(column)
  if (role === 'walked') objects.walked.add(column)
}

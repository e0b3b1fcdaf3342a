import type { Columns, Value } from '../poller/snmp-session.ts'
import type { MemorySource, Profile, Source } from '../profiles/profile.ts'

/** All that an agent said in one poll. */
export interface Answers {
  scalars: ReadonlyMap<string, Value>
  columns: Columns
}

const HR_STORAGE = '1.3.6.1.2.1.25.2.3.1'
const HR_STORAGE_RAM = '1.3.6.1.2.1.25.2.1.2'
/** hrStorageType, Descr, AllocationUnits, Size, Used. */
export const hrStorageColumns = [2, 3, 5, 6].map((column) => `${HR_STORAGE}.${column}`)

/** The scalars that a profile reads. */
export const scalarsOf = (profile: Profile): string[] => sourcesOf(profile).flatMap(({ scalar }) => scalar ?? [])

/** The columns that a profile reads. */
export const columnsOf = (profile: Profile): string[] => sourcesOf(profile).flatMap(({ column }) => column ?? [])

function sourcesOf({ clients, load, memory }: Profile): Source[] {
  const ofMemory = (source: MemorySource): Source[] => {
    if ('hostResources' in source) return []
    if ('usedPercent' in source) return [source.usedPercent]
    return [source.total, ...('used' in source ? [source.used] : source.free)]
  }
  return [...clients, ...load, ...memory.flatMap(ofMemory)]
}

/** Stations; null where the agent tells none. */
export function readClients({ clients }: Profile, answers: Answers): number | null {
  const count = firstOf(clients, (source) => read(source, answers))
  return count === null ? null : Math.round(count)
}

/** CPU use as a share of 1 or the 1-minute load average. */
export function readLoad({ load }: Profile, answers: Answers): { load: number | null; loadIs: 'share' | 'average' } {
  for (const source of load) {
    const value = read(source, answers)
    if (value !== null) return { load: value, loadIs: source.is }
  }
  return { load: null, loadIs: 'share' }
}

/** Share of 1; null where unknown. */
export function readMemory({ memory }: Profile, answers: Answers): number | null {
  const used = firstOf(memory, (source) => memoryUsed(source, answers))
  return used === null ? null : Math.min(1, Math.max(0, used))
}

function memoryUsed(source: MemorySource, answers: Answers): number | null {
  if ('hostResources' in source) return hostMemoryUsed(answers.columns)
  if ('usedPercent' in source) {
    const percent = read(source.usedPercent, answers)
    return percent === null ? null : percent / 100
  }
  const total = read(source.total, answers)
  if (total === null || total <= 0) return null
  if ('used' in source) {
    const used = read(source.used, answers)
    return used === null ? null : used / total
  }
  const [available, ...reclaimable] = source.free.map((part) => read(part, answers))
  if (available === null || available === undefined) return null
  return 1 - reclaimable.reduce<number>((sum, part) => sum + (part ?? 0), available) / total
}

/** hrStorage's RAM, less what its rows for buffers and cache hold: the kernel gives that back when it is needed. */
function hostMemoryUsed(columns: Columns): number | null {
  const [types, descriptions, sizes, used] = hrStorageColumns.map((oid) => columns.get(oid))
  const row = [...(types ?? [])].find(([, type]) => type === HR_STORAGE_RAM)?.[0]
  if (row === undefined) return null
  const total = numeric(sizes?.get(row))
  const inUse = numeric(used?.get(row))
  if (total === null || inUse === null || total <= 0) return null
  const reclaimable = [...(descriptions ?? [])]
    .filter(([, description]) => /^(?:memory buffers|cached memory)$/i.test(String(description)))
    .reduce((sum, [index]) => sum + (numeric(used?.get(index)) ?? 0), 0)
  return Math.max(0, inUse - reclaimable) / total
}

/** Null where the agent has none of it. */
export function read({ scalar, column, combine = 'sum', scale = 1 }: Source, answers: Answers): number | null {
  const found =
    scalar === undefined ? [...(answers.columns.get(column ?? '')?.values() ?? [])] : [answers.scalars.get(scalar)]
  const values = found.map(numeric).filter((value) => value !== null)
  if (values.length === 0) return null
  const sum = values.reduce((total, value) => total + value, 0)
  const combined = { sum, mean: sum / values.length, max: Math.max(...values) }
  return combined[combine] * scale
}

/** The number that a value is or, in octets, spells (`extend` scripts give text). */
export function numeric(value: Value | undefined): number | null {
  if (value === undefined) return null
  const number = Buffer.isBuffer(value) ? Number.parseFloat(value.toString('latin1')) : Number(value)
  return Number.isFinite(number) ? number : null
}

function firstOf<S>(sources: readonly S[], value: (source: S) => number | null): number | null {
  for (const source of sources) {
    const found = value(source)
    if (found !== null) return found
  }
  return null
}

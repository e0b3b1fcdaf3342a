/**
 * How a kind of device says what Plaza asks, as data: which objects, and how their values become a reading. New
 * hardware is a new profile, with a captured walk as its test. OIDs are dotted, without a leading dot.
 */
export interface Profile {
  /** Stored with each hotspot. */
  name: string
  /** sysObjectID begins with one of these (whole numbers, not digits). */
  objectIds: readonly string[]
  /** With one of `objectIds`, or alone where a device carries a foreign one: sysDescr or the probe matches. */
  describes?: RegExp
  /** The first of these that gives a value counts. */
  clients: readonly Source[]
  load: ReadonlyArray<Source & { is: 'share' | 'average' }>
  /** Share of 1 that is used. */
  memory: readonly MemorySource[]
}

/** Objects whose values make one number: a scalar (its whole OID) or the column of a table. */
export interface Source {
  scalar?: string
  column?: string
  /** How a column's values become one; default sum. */
  combine?: 'sum' | 'mean' | 'max'
  /** Values are multiplied by this; default 1. */
  scale?: number
}

export type MemorySource =
  /** A share in percent. */
  | { usedPercent: Source }
  /** `used` of `total`. */
  | { total: Source; used: Source }
  /** What of `total` is free, given as one or more parts. */
  | { total: Source; free: readonly Source[] }
  /** The rows of hrStorageTable that are hrStorageRam; buffers and cache of the same table do not count as used. */
  | { hostResources: true }

export const E = '1.3.6.1.4.1'
export const HR_PROCESSOR_LOAD = '1.3.6.1.2.1.25.3.3.1.2'

/** CPU by HOST-RESOURCES-MIB (mean of the processors), then UCD-SNMP-MIB: the load, as text ×1 or as hundredths. */
export const hostLoad: Profile['load'] = [
  { column: HR_PROCESSOR_LOAD, combine: 'mean', scale: 0.01, is: 'share' },
  { scalar: `${E}.2021.10.1.5.1`, scale: 0.01, is: 'average' },
]

/** Memory by UCD-SNMP-MIB (what buffers and cache hold is free), then HOST-RESOURCES-MIB. */
export const hostMemory: Profile['memory'] = [
  {
    total: { scalar: `${E}.2021.4.5.0` },
    free: [{ scalar: `${E}.2021.4.6.0` }, { scalar: `${E}.2021.4.14.0` }, { scalar: `${E}.2021.4.15.0` }],
  },
  { hostResources: true },
]

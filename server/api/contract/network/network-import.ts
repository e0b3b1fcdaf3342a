import { z } from 'zod'
import { endpoint } from '../endpoint.ts'

/** Of a preview; the counts are whole. */
export const MOST_SHOWN = 1000
/** Characters of base64: a file of 30 MB. */
const LONGEST_FILE = 40_000_000

/** Why a file as a whole is refused: `reason` of the error's details. */
export const fileFault = z.enum([
  ...(['empty', 'no-header', 'no-records', 'unreadable', 'binary', 'broken-csv', 'broken-json'] as const),
  ...(['json-without-list', 'topojson', 'broken-kml', 'broken-sheet', 'broken-archive', 'archive'] as const),
  ...(['archive-too-large', 'archive-without-data', 'archive-of-several', 'shapefile-alone'] as const),
  ...(['shapefile-part', 'broken-shapefile', 'old-office', 'opendocument', 'document', 'other-format'] as const),
  ...(['picture', 'page', 'git-lfs', 'column-twice', 'no-column', 'no-known-column', 'no-line-fits'] as const),
  'retires-too-many',
])
export type FileFault = z.infer<typeof fileFault>

/** Why a line, or a value of one, is not taken. */
export const networkReason = z.enum([
  ...(['wrong-number-of-values', 'names-no-hotspot', 'unknown-hotspot', 'ambiguous', 'retired'] as const),
  ...(['contradicts-another-line', 'shared-address', 'unreadable', 'unknown-gateway'] as const),
  ...(['unknown-credential', 'no-credential'] as const),
])
export type NetworkReason = z.infer<typeof networkReason>

const importRun = z.string().regex(/^[0-9a-f]{32}$/)

/** A file of the network, CSV or XLSX, as base64. `apply` false: only what it would change. */
export const networkFile = z.strictObject({
  name: z.string().trim().min(1).max(300),
  content: z.string().min(1).max(LONGEST_FILE),
  programme: z.string().trim().min(1).max(300).optional(),
  /** Name of the SNMP credential of agents of which no line says it. */
  credential: z.string().trim().min(1).max(200).optional(),
  /** Retires the hotspots that earlier files had and this one has not. */
  retireMissing: z.boolean().default(false),
  apply: z.boolean(),
  /** By which its progress can be asked for meanwhile: 32 hexadecimal digits, made up. */
  run: importRun.optional(),
})

const named = { id: z.int(), programme: z.string(), code: z.string(), name: z.string() }

/** `changes`, `faults` and `left`: the first 1,000 of each. */
export const networkImported = z.object({
  applied: z.boolean(),
  lines: z.int(),
  changed: z.int(),
  unchanged: z.int(),
  agentLines: z.int(),
  newAgents: z.int(),
  /** Lines that were not taken; values that were not, of lines that were. */
  setAside: z.int(),
  valuesLost: z.int(),
  leftTotal: z.int(),
  retired: z.int(),
  changes: z.array(
    z.object({ ...named, line: z.int(), changes: z.record(z.string(), z.tuple([z.unknown(), z.unknown()])) }),
  ),
  faults: z.array(
    z.object({
      line: z.int(),
      programme: z.string(),
      code: z.string(),
      field: z.string(),
      value: z.string(),
      reason: networkReason,
      detail: z.string(),
      taken: z.boolean(),
      /** Hotspots that may be meant, at most 5, or that contradict each other. */
      candidates: z.array(z.object(named)),
    }),
  ),
  left: z.array(z.object(named)),
})
export type NetworkImported = z.infer<typeof networkImported>

export const importNetwork = endpoint({
  method: 'post',
  path: '/network-import',
  summary: 'Imports where hotspots hang from a file, or shows what it would change',
  role: 'admin',
  districts: 'own',
  body: networkFile,
  largestBody: '48mb',
  response: networkImported,
  changes: { action: 'network.import', target: 'network' },
})

/** `waiting`: for the file, or for another import; it is also said of one that there is not. */
export const importProgress = z.object({
  phase: z.enum(['waiting', 'reading', 'comparing', 'storing']),
  /** Rows, of so many. */
  done: z.int(),
  total: z.int(),
})
export type ImportProgress = z.infer<typeof importProgress>

export const readImportProgress = endpoint({
  method: 'get',
  path: '/network-import/{run}',
  summary: 'How far an import is that oneself has sent',
  role: 'admin',
  districts: 'none',
  params: z.strictObject({ run: importRun }),
  response: importProgress,
})

import type { Database } from '../../database/connection.ts'
import { parseMap } from '../import-report.ts'
import { importNetwork, type NetworkImport } from './import-network.ts'
import type { NetworkReason } from './rows.ts'

/** Options of `plaza import network`, as they are typed. */
export interface NetworkCommandOptions {
  /** `field=COLUMN`, each. */
  map?: string[] | undefined
  programme?: string | undefined
  credential?: string | undefined
  report?: string | undefined
  dryRun?: boolean | undefined
  retireMissing?: boolean | undefined
}

/** @throws {ImportError} to be shown as its message alone */
export const networkImportCommand = (
  db: Database,
  file: string,
  { map, report, ...options }: NetworkCommandOptions,
): Promise<NetworkImport> => importNetwork(db, file, { ...options, map: parseMap(map), reportFile: report })

const reasons: Record<NetworkReason, string> = {
  'wrong-number-of-values': 'too many or too few values',
  'names-no-hotspot': 'no code, address or name',
  'unknown-hotspot': 'hotspots that there are not',
  ambiguous: 'several hotspots could be meant',
  retired: 'retired hotspots',
  'contradicts-another-line': 'another line of the hotspot says otherwise',
  'shared-address': 'an address would be two hotspots’',
  unreadable: 'values that cannot be read',
  'unknown-gateway': 'gateways that there are not',
  'unknown-credential': 'SNMP credentials that there are not',
  'no-credential': 'SNMP agents without a credential',
}

/** What to show of a field in a table: lists with spaces, nothing as a dash. */
export const valueWords = (value: unknown): string =>
  value === null || value === undefined || (Array.isArray(value) && value.length === 0)
    ? '-'
    : Array.isArray(value)
      ? value.join(' ')
      : String(value)

const SHOWN = 200

/** One row for each value that changes, for a table; and how many more there are. */
export function changedValues({ changes }: NetworkImport): {
  rows: Array<Record<string, string | number>>
  more: number
} {
  const all = changes.flatMap(({ line, programme, code, changes: each }) =>
    Object.entries(each).map(([field, [from, to]]) => ({
      ...{ line, hotspot: `${programme} ${code}`, field },
      ...{ from: valueWords(from), to: valueWords(to) },
    })),
  )
  return { rows: all.slice(0, SHOWN), more: Math.max(0, all.length - SHOWN) }
}

/** One line for each outcome, what was not taken and why, and what left the file. */
export function networkSummary(result: NetworkImport): string {
  const line = (number: number, what: string) => `${number.toLocaleString('en').padStart(9)}  ${what}`
  const some = (number: number, what: string) => (number === 0 ? [] : [line(number, what)])
  const would = result.dryRun ? 'would be ' : ''
  const faults = (taken: boolean) =>
    (Object.keys(reasons) as NetworkReason[]).flatMap((reason) => {
      const each = result.faults.filter((fault) => fault.reason === reason && fault.taken === taken)
      const first = each[0]
      if (!first) return []
      const where = first.value === '' ? `line ${first.line}` : `line ${first.line}, "${first.value.slice(0, 80)}"`
      return [line(each.length, `  ${reasons[reason]}; ${where}: ${first.detail}`)]
    })
  return [
    `${result.lines.toLocaleString('en')} lines in ${result.file}`,
    line(result.changed, `hotspots ${would}changed`),
    line(result.unchanged, 'hotspots unchanged'),
    ...some(result.agentLines, 'of agents alone'),
    ...some(result.newAgents, `SNMP agents ${would}new`),
    line(result.setAside, 'set aside'),
    ...faults(false),
    ...some(result.valuesLost, 'values not taken, of lines that were'),
    ...faults(true),
    ...leftWords(result),
    ...(result.dryRun ? ['Nothing was changed: without --dry-run it is.'] : []),
    ...(result.changed + result.newAgents + result.retired === 0 && !result.dryRun ? ['Nothing changed.'] : []),
    ...(result.reportFile === undefined ? [] : [`What was not taken is listed in ${result.reportFile}`]),
  ].join('\n')
}

function leftWords({ left, retired, dryRun }: NetworkImport): string[] {
  if (left.length === 0) return []
  const some = left.slice(0, 5).map(({ programme, code }) => `${programme} ${code}`)
  const which = `${some.join(', ')}${left.length > some.length ? ', …' : ''}`
  const number = left.length.toLocaleString('en')
  if (retired > 0) return [`${number} hotspots that left the file ${dryRun ? 'would be' : 'are'} retired: ${which}`]
  return [`${number} hotspots have left the file and stay in use: ${which}. --retire-missing retires them.`]
}

import type { SnmpClient, Value } from '../snmp/client.ts'
import { type Found, isRecorded, printedForm, recordedForm, type WalkForm } from './walk-forms.ts'

/** A recorded walk that cannot be read. */
export class WalkError extends Error {
  override name = 'WalkError'
}

/** An object that a walk recorded. */
export interface RecordedObject extends Found {
  value: Value
}

/**
 * An agent that answers as a recorded one did.
 *
 * @throws {WalkError} as {@link recordedObjects}
 */
export const recordedWalk = (text: string, file: string): SnmpClient =>
  clientOf(new Map(recordedObjects(text, file).map(({ oid, value }) => [oid, value])))

/**
 * What a recorded agent had.
 *
 * @param text `snmprec` (`OID|type|value` a line), or what `snmpwalk -On` and `snmpbulkwalk -On` print
 * @param file as it is named in errors
 * @throws {WalkError} naming file and line
 */
export function recordedObjects(text: string, file: string): RecordedObject[] {
  const objects: RecordedObject[] = []
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/)
  const form = lines.some(isRecorded) ? recordedForm : printedForm
  for (const [index, line] of entriesOf(lines, form)) {
    const found = form.read(line)
    if (typeof found === 'string') throw new WalkError(`${file}:${index + 1}: ${found}`)
    const { value } = found
    if (value !== undefined) objects.push({ ...found, value })
  }
  if (objects.length === 0) throw new WalkError(`${file}: holds no object`)
  return objects
}

/** Entries with where each begins. A text may hold line breaks: what begins no entry may go on with the one before. */
function entriesOf(lines: readonly string[], { begins, isOpen, isIdle }: WalkForm): Array<[number, string]> {
  const entries: Array<[number, string]> = []
  for (const [index, line] of lines.entries()) {
    const before = entries.at(-1)
    if (!begins(line) && before && isOpen(before[1], line)) before[1] += `\n${line}`
    else if (!isIdle(line)) entries.push([index, line])
  }
  return entries
}

function clientOf(values: ReadonlyMap<string, Value>): SnmpClient {
  const ordered = [...values].map(([oid, value]) => ({ oid, value, numbers: oid.split('.').map(Number) }))
  ordered.sort((a, b) => compared(a.numbers, b.numbers))
  const from = (oid: string) => {
    const numbers = oid.split('.').map(Number)
    let [low, high] = [0, ordered.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if (compared(ordered[middle]!.numbers, numbers) <= 0) low = middle + 1
      else high = middle
    }
    return low
  }
  return {
    get: async (oids) =>
      new Map(oids.flatMap((oid): Array<[string, Value]> => (values.has(oid) ? [[oid, values.get(oid)!]] : []))),
    next: async (oid) => ordered[from(oid)],
    walk: async (roots) => ({
      complete: true,
      values: new Map(
        roots.map((root) => {
          const cells = new Map<string, Value>()
          for (let at = from(root); ordered[at]?.oid.startsWith(`${root}.`); at++)
            cells.set(ordered[at]!.oid.slice(root.length + 1), ordered[at]!.value)
          return [root, cells]
        }),
      ),
    }),
  }
}

function compared(a: readonly number[], b: readonly number[]): number {
  for (let at = 0; at < a.length && at < b.length; at++) if (a[at] !== b[at]) return a[at]! - b[at]!
  return a.length - b.length
}

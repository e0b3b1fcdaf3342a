import type { RadiosForm } from '../profiles/profile.ts'
import type { Value } from '../snmp/client.ts'
import type { Radio } from './agent-reading.ts'
import type { AgentValues } from './values/agent-values.ts'
import { indexText } from './values/index-text.ts'
import { holds, type Row, readCount, readNumber, readPercent, readText } from './values/read-value.ts'
import { rowsBelow } from './values/row-groups.ts'

type Form = Omit<RadiosForm, 'key'> & { key?: RadiosForm['key'] }

/**
 * The radios of the first form that the agent has rows of.
 *
 * @param of only those below this index: an access point's
 */
export function readRadios(forms: readonly Form[] | undefined, from: AgentValues, of?: string): Radio[] {
  for (const form of forms ?? []) {
    const rows = rowsOf(form, from, of)
    if (rows.length > 0) return grouped(rows, form, from).map((group) => radioOf(group, form, from, of))
  }
  return []
}

function rowsOf(form: Form, from: AgentValues, of: string | undefined): Row[] {
  const cells = from.column(form.rows)
  const all: ReadonlyArray<readonly [string, Value]> = of === undefined ? [...cells] : rowsBelow(cells, of)
  const through = ([index]: readonly [string, Value]) =>
    (form.where ?? []).every((each) => holds({ column: form.rows, ...each }, index, from))
  return all.filter(through).flatMap(([index]): Row[] => {
    from.note?.(form.rows, index)
    if (!form.key) return [{ index }]
    const key = indexText(form.key, index)
    return key === null ? [] : [{ index, key }]
  })
}

/** Rows that are one radio; each its own where nothing says otherwise. */
function grouped(rows: readonly Row[], { group }: Form, from: AgentValues): Row[][] {
  if (!group) return rows.map((row) => [row])
  const groups = new Map<string, Row[]>()
  for (const row of rows) {
    const value = readText(group, from, row)
    if (value === null) continue
    groups.set(value, [...(groups.get(value) ?? []), row])
  }
  return [...groups.values()]
}

/** IEEE 802.11-2020 annex E: of 6 GHz. */
const MOST_CHANNEL = 253

function radioOf(rows: readonly Row[], form: Form, from: AgentValues, of: string | undefined): Radio {
  const first = rows[0]!
  const channel =
    readNumber(form.channel, from, first, 1, MOST_CHANNEL) ?? channelOf(readNumber(form.frequency, from, first))
  const counts = rows.map((row) => readCount(form.clients, from, row)).filter((count) => count !== null)
  const busy = readPercent(form.utilisation, from, first)
  const noise = readNumber(form.noise, from, first)
  const own = of === undefined ? first.index : first.index.slice(of.length + 1)
  return {
    name: readText(form.name, from, first) ?? first.key ?? own,
    channel,
    width: positive(readNumber(form.width, from, first)),
    clients: counts.length === 0 ? null : counts.reduce((sum, count) => sum + count, 0),
    utilisation: busy === null ? null : Math.min(1, busy / 100),
    noise: noise !== null && noise < 0 ? noise : null,
  }
}

const positive = (number: number | null): number | null => (number !== null && number > 0 ? number : null)

/** The channel whose middle a frequency (MHz) is (IEEE 802.11-2020 section 17.3.8.4 and annex E; 60 GHz: section 20.3.3). */
export function channelOf(frequency: number | null): number | null {
  if (frequency === null || frequency <= 0) return null
  if (frequency === 2484) return 14
  if (frequency >= 2412 && frequency <= 2472) return (frequency - 2407) / 5
  if (frequency >= 4910 && frequency <= 4980) return (frequency - 4000) / 5
  if (frequency >= 5000 && frequency <= 5925) return Math.round((frequency - 5000) / 5)
  if (frequency > 5925 && frequency <= 7125) return Math.round((frequency - 5950) / 5)
  if (frequency >= 57_000 && frequency <= 71_000) return Math.round((frequency - 56_160) / 2160)
  return null
}

import type { LoadForm, MemoryForm, Profile } from '../profiles/profile.ts'
import type { Identity } from './agent-reading.ts'
import type { AgentValues } from './values/agent-values.ts'
import { macOf } from './values/agent-values.ts'
import { type Row, readNumber, readPercent, readShare, readText } from './values/read-value.ts'

/** A load average that no agent lives to tell. */
const MOST_WAITING = 10_000

/** CPU use as a share of 1 or the 1-minute load average: the first that the agent has. */
export function readLoad(
  forms: readonly LoadForm[] | undefined,
  from: AgentValues,
): { load: number | null; loadIs: 'share' | 'average' } {
  for (const { is, value } of forms ?? []) {
    const load = is === 'share' ? readShare(value, from) : readNumber(value, from, undefined, 0, MOST_WAITING)
    if (load !== null) return { load: is === 'share' ? Math.min(1, load) : load, loadIs: is }
  }
  return { load: null, loadIs: 'share' }
}

/** The share of memory that is used: the first of the forms that the agent has. */
export function readMemory(forms: readonly MemoryForm[] | undefined, from: AgentValues, row?: Row): number | null {
  for (const form of forms ?? []) {
    const used = memoryUsed(form, from, row)
    if (used !== null) return Math.min(1, Math.max(0, used))
  }
  return null
}

function memoryUsed(form: MemoryForm, from: AgentValues, row: Row | undefined): number | null {
  if (form.percent) {
    const percent = readPercent(form.percent, from, row)
    return percent === null ? null : percent / 100
  }
  const given = (part: 'total' | 'used' | 'free') => readNumber(form[part], from, row, 0)
  const [used, free] = [given('used'), given('free')]
  const total = form.total ? given('total') : used !== null && free !== null ? used + free : null
  if (total === null || total <= 0) return null
  const inUse = used ?? (free === null ? null : total - free)
  if (inUse === null) return null
  return (inUse - (readNumber(form.reclaimable, from, row, 0) ?? 0)) / total
}

/** Model, serial, firmware, MAC and name, in the form in which they are compared. */
export function readIdentity({ identity = {} }: Pick<Profile, 'identity'>, from: AgentValues): Identity {
  const text = (field: keyof typeof identity) => readText(identity[field], from)
  const mac = text('mac')
  return {
    model: text('model'),
    serial: text('serial'),
    firmware: text('firmware'),
    mac: mac === null ? null : macOf(mac),
    name: text('name'),
  }
}

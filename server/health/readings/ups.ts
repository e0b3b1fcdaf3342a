import type { UpsForm } from '../profiles/profile.ts'
import type { Ups } from './agent-reading.ts'
import type { AgentValues } from './values/agent-values.ts'
import { readNumber, readText } from './values/read-value.ts'

/** What a UPS says of its battery; null where it says nothing. */
export function readUps(form: UpsForm | undefined, from: AgentValues): Ups | null {
  const source = readText(form?.source, from)
  const percent = readNumber(form?.charge, from, undefined, 0)
  const lasts = readNumber(form?.lasts, from, undefined, 0)
  if (source === null && percent === null && lasts === null) return null
  return {
    onBattery: source === null ? null : source === 'battery',
    charge: percent === null ? null : Math.min(1, percent / 100),
    lastsSeconds: lasts === null ? null : Math.round(lasts),
  }
}

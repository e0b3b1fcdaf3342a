import type { Observed, Verdict } from '../../network/gateways/posture/posture.ts'
import { observedDays } from '../../network/gateways/posture/report.ts'

const count = (value: number) => value.toLocaleString('en')

const words: Record<Verdict, (observed: Observed) => string> = {
  silent: () => 'nothing heard',
  safe: ({ requests }) => `safe (${count(requests)} requests)`,
  refusing: ({ requests, refused }) => `refused ${count(refused)} of ${count(requests)}`,
  ready: ({ requests }) => `can be required (${count(requests)} of ${count(requests)} signed)`,
  old: ({ requests, unsigned }) => `would refuse ${count(unsigned)} of ${count(requests)}`,
}

/** The verdict on a gateway in a few words. */
export const verdictWords = (observed: Observed & { verdict: Verdict }): string => words[observed.verdict](observed)

/** What requiring a Message-Authenticator would have refused, in a sentence. */
export function previewWords({ requests, unsigned, unsignedAt, unsignedFrom }: Observed, now: Date): string {
  const days = `the last ${observedDays} days`
  if (requests === 0) return `No Access-Request was heard in ${days}: what requiring it would refuse is not known.`
  const all = `${count(requests)} Access-Requests of ${days}`
  if (unsigned === 0) return `Requiring it would have refused nothing: all ${all} were signed.`
  const last = unsignedAt ? `, the last one ${ago(unsignedAt, now)}${unsignedFrom ? ` from ${unsignedFrom}` : ''}` : ''
  return `Requiring it would have refused ${count(unsigned)} of ${all}${last}.`
}

const steps = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
] as const

function ago(at: Date, now: Date): string {
  const seconds = Math.max(0, Math.round((now.getTime() - at.getTime()) / 1000))
  const relative = new Intl.RelativeTimeFormat('en')
  for (const [unit, length] of steps) if (seconds >= length) return relative.format(-Math.floor(seconds / length), unit)
  return relative.format(-seconds, 'second')
}

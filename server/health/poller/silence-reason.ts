import snmp from 'net-snmp'

/**
 * Why an agent gave no answer that is one: `silent`: nothing came in time; `user`, `auth`, `privacy`, `level`, `clock`: what
 * its security said (RFC 3414 section 3.2); `name`: its name has no address; `refused`: nothing listens there;
 * `unreachable`: no way leads there; `denied`: it refuses what is asked; `other`.
 */
export type SilenceReason =
  | 'silent'
  | 'user'
  | 'auth'
  | 'privacy'
  | 'level'
  | 'clock'
  | 'name'
  | 'refused'
  | 'unreachable'
  | 'denied'
  | 'other'

const bySystem: Readonly<Record<string, SilenceReason>> = {
  ENOTFOUND: 'name',
  EAI_AGAIN: 'name',
  ECONNREFUSED: 'refused',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  EACCES: 'unreachable',
  EINVAL: 'unreachable',
}

/** net-snmp names the counter of the report (usmStats) in words; a digest that it finds wrong itself likewise. */
const byWords: ReadonlyArray<[words: RegExp, reason: SilenceReason]> = [
  [/unknown user/i, 'user'],
  [/security level/i, 'level'],
  [/time window/i, 'clock'],
  [/decrypt/i, 'privacy'],
  [/digest|authentication/i, 'auth'],
]

/** What an error of net-snmp, or of the network below it, means. */
export function silenceReason(error: Error): SilenceReason {
  const { code } = error as NodeJS.ErrnoException
  if (error.name === 'RequestTimedOutError') return 'silent'
  if (error instanceof snmp.RequestFailedError) return 'denied'
  return bySystem[code ?? ''] ?? byWords.find(([words]) => words.test(error.message))?.[1] ?? 'other'
}

import type { es } from '../languages/es/index.ts'
import type { Text } from '../languages/index.ts'

type Key<Prefix extends string> = Extract<keyof typeof es, `${Prefix}.${string}`>

/** What went wrong, in words; a kind that has none as it is. */
export const problemIn = (problem: string | null, t: Text): string =>
  problem === null ? t('help.asked') : t(`help.problem.${problem}` as Key<'help.problem'>, { defaultValue: problem })

/** Why a device was let in or not, in words; a reason that has none as it is. */
export const reasonIn = (reason: string, t: Text): string =>
  t(`reject.${reason}` as Key<'reject'>, { defaultValue: reason })

/** What happened, in words. */
export const whatIn = (what: string, t: Text): string =>
  t(`help.what.${what}` as Key<'help.what'>, { defaultValue: problemIn(what, t) })

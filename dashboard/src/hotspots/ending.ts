import type { SessionRow } from '../../../server/api/contract/index.ts'
import type { Text } from '../languages/index.ts'

/** Values of Acct-Terminate-Cause (RFC 2866 section 5.10) that gateways of public Wi-Fi send. */
const causes = {
  1: 'terminate.1',
  2: 'terminate.2',
  3: 'terminate.3',
  4: 'terminate.4',
  5: 'terminate.5',
  6: 'terminate.6',
  7: 'terminate.7',
  8: 'terminate.8',
  9: 'terminate.9',
  10: 'terminate.10',
  11: 'terminate.11',
} as const

/** How a session ended, in words: why its gateway says it did, or who ended it. */
export function endingOf({ endedBy, terminateCause }: Pick<SessionRow, 'endedBy' | 'terminateCause'>, t: Text): string {
  if (endedBy !== null && endedBy !== 'stop') return t(`ended.${endedBy}`)
  if (terminateCause === null) return t('ended.unknown')
  return terminateCause in causes
    ? t(causes[terminateCause as keyof typeof causes])
    : t('terminate.other', { code: terminateCause })
}

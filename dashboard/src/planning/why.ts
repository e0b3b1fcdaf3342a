import type { SiteWhy } from '../../../server/api/contract/index.ts'
import type { Text } from '../languages/index.ts'
import type { Formatter } from '../parts/format.ts'

/** As many names as are read. */
const NAMED = 3

/** Why a candidate is in a plan, or why not. */
export function whyText(why: SiteWhy, candidates: readonly { name: string }[], t: Text, format: Formatter): string {
  const names = (numbers: readonly number[]) =>
    numbers
      .slice(0, NAMED)
      .map((number) => candidates[number]?.name ?? '')
      .join(', ') + (numbers.length > NAMED ? '…' : '')
  switch (why.answer) {
    case 'picked':
      return why.others.length > 0
        ? t('planning.why.picked', { loss: format.count(why.loss), others: names(why.others) })
        : t('planning.why.pickedAlone', { loss: format.count(why.loss) })
    case 'dominated':
      return t('planning.why.dominated', { by: names([why.by]) })
    case 'covered already':
      return t('planning.why.covered', { by: names(why.by), gain: format.count(why.gain) })
    case 'worth too little':
      return t('planning.why.little', { gain: format.count(why.gain), missing: format.count(why.missing) })
    case 'reaches nobody':
      return t('planning.why.nobody')
    case 'locked in':
      return t('planning.why.lockedIn')
    case 'locked out':
      return t('planning.why.lockedOut')
  }
}

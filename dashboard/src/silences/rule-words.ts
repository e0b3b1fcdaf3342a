import { type TextKey, useText } from '../languages/index.ts'

export const ruleDays = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'] as const
export type RuleDay = (typeof ruleDays)[number]

const dayKeys = {
  ...{ MO: 'day.mon', TU: 'day.tue', WE: 'day.wed', TH: 'day.thu', FR: 'day.fri', SA: 'day.sat', SU: 'day.sun' },
} as const satisfies Record<RuleDay, TextKey>

export const dayKey = (day: RuleDay): TextKey => dayKeys[day]

/** A rule of RFC 5545 in words where it is one that the form makes; as it stands otherwise. */
export function useRuleWords(): (rule: string) => string {
  const t = useText()
  return (rule) => {
    const parts = Object.fromEntries(rule.split(';').map((part) => part.split('=') as [string, string]))
    const { FREQ, BYDAY, BYMONTHDAY, ...more } = parts
    if (Object.keys(more).length > 0) return rule
    const days = (BYDAY ?? '').split(',').filter((day): day is RuleDay => ruleDays.some((known) => known === day))
    if (FREQ === 'DAILY' && BYDAY === undefined) return t('silences.rule.daily')
    if (FREQ === 'WEEKLY' && days.length > 0 && BYMONTHDAY === undefined)
      return t('silences.rule.weekly', { days: days.map((day) => t(dayKeys[day])).join(', ') })
    if (FREQ === 'MONTHLY' && BYMONTHDAY !== undefined && BYDAY === undefined)
      return t('silences.rule.monthly', { day: BYMONTHDAY })
    const [, which, day] = /^(-1|[1-5])([A-Z]{2})$/.exec(BYDAY ?? '') ?? []
    const known = ruleDays.find((each) => each === day)
    if (FREQ === 'MONTHLY' && known && which)
      return t(which === '-1' ? 'silences.rule.lastDay' : 'silences.rule.nthDay', { which, day: t(dayKeys[known]) })
    return rule
  }
}

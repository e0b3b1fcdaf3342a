import { useCity } from '../city.tsx'
import { useText } from '../languages/index.ts'

const DAYS = /\b(mon|tue|wed|thu|fri|sat|sun)\b/g
type Day = 'mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun'

/** Opening hours with the days in the reader's language, as the server reads them too. */
export function useHours(): (hours: string | null) => string {
  const t = useText()
  return (hours) => (hours === null ? t('groups.always') : hours.replace(DAYS, (day) => t(`day.${day as Day}`)))
}

/** Whether it is open now, and until when. */
export function useOpenings(): (opening: { open: boolean; until: string | null }) => string {
  const t = useText()
  const { format } = useCity()
  return ({ open, until }) => {
    if (until === null) return t(open ? 'groups.open' : 'groups.closed')
    return t(open ? 'groups.openUntil' : 'groups.closedUntil', { at: format.moment(until) })
  }
}

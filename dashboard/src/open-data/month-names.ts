import { useLanguage } from '../languages/index.ts'

/** Names a month, `yyyy-mm`, in the viewer's language. */
export function useMonthNames(): (month: string) => string {
  const format = new Intl.DateTimeFormat(useLanguage(), { timeZone: 'UTC', month: 'long', year: 'numeric' })
  return (month) => format.format(new Date(`${month}-01T00:00:00Z`))
}

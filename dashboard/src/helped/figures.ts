import type { SiteEvaluation } from '../../../server/api/contract/index.ts'
import type { Formatter } from '../parts/format.ts'

/** Users more or less: `+120`, `−35`, `0`. */
export function signed(users: number, format: Formatter): string {
  const whole = Math.round(users)
  if (whole === 0) return '0'
  return `${whole > 0 ? '+' : '−'}${format.count(Math.abs(whole))}`
}

export const between = ({ low, high }: { low: number; high: number }, format: Formatter): string =>
  `${signed(low, format)} … ${signed(high, format)}`

/** What a site is missing, as its text wants it: counts, or shares of time. */
export function lackValues({ what, has, needs }: SiteEvaluation['lacks'][number], format: Formatter) {
  const written = what === 'availability' ? format.exactShare : format.count
  return { has: written(has), needs: written(needs) }
}

/** A change as a share: of a place where nobody was there is none. */
export const isFromNobody = (share: number): boolean => share > 20

/** A change as a share, to a tenth of a per cent: never minus nothing. */
export function change(share: number, format: Formatter): string {
  const rounded = Math.round(share * 1000) / 1000
  return format.exactShare(rounded === 0 ? 0 : rounded).replace('-', '−')
}

import type { SitePlan } from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { type Text, useLanguage, useText } from '../languages/index.ts'
import type { Formatter } from '../parts/format.ts'
import { methodWords, StreetsLink } from '../parts/ring.tsx'
import { labelsFor } from '../use/figures.ts'

/** How far sites of a plan reach, in metres, from the nearest ring on. */
export const radiiOf = ({ objective, rings, reach }: SitePlan['parameters']): number[] =>
  objective === 'rings' ? rings.map(({ metres }) => metres) : [reach]

/** How far a site reaches, and how that is measured: `50, 100 m in a straight line; 250 m along streets (…)`. */
export function reachWords(
  { parameters, result }: Pick<SitePlan, 'parameters' | 'result'>,
  t: Text,
  format: Formatter,
  label: (day: string, step: string) => string,
): string {
  const radii = radiiOf(parameters)
  const said = (some: readonly number[], streets: string | null) =>
    t('ring.measured', { metres: some.map(format.count).join(', '), method: methodWords({ streets }, t, label) })
  const day = result?.streets ?? null
  if (parameters.method === 'line') return said(radii, null)
  const walk = day === null ? t('planning.walkOf', { metres: format.count(radii.at(-1)!) }) : said(radii.slice(-1), day)
  return radii.length === 1 ? walk : `${said(radii.slice(0, -1), null)}; ${walk}`
}

export function useReachWords(): (plan: Pick<SitePlan, 'parameters' | 'result'>) => string {
  const t = useText()
  const label = labelsFor(useLanguage())
  const { format } = useCity()
  return (plan) => reachWords(plan, t, format, label)
}

/** Says beside figures how far a site reaches, and whose the streets are along which that is measured. */
export function ReachLine({ of }: { of: SitePlan }) {
  const t = useText()
  const words = useReachWords()
  return (
    <p className="attribution">
      {t('planning.reachSaid', { reach: words(of) })}
      {of.parameters.method === 'streets' ? <StreetsLink /> : null}
    </p>
  )
}

import type { SitePlan, SitePlanResult } from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { type Text, useText } from '../languages/index.ts'
import type { Formatter } from '../parts/format.ts'
import { NONE } from '../parts/format.ts'
import { exactGap, exactly } from './exact.ts'
import { missedFloors } from './missed.ts'
import { ReachLine, useReachWords } from './reach.tsx'

export function gapText({ gap, proven }: SitePlanResult, format: Formatter, t: Text): string {
  if (gap === null) return NONE
  return proven ? t('planning.gapProven') : t('planning.gapAtMost', { gap: exactGap(gap, format) })
}

interface Row {
  name: string
  value: (result: SitePlanResult) => string
  difference?: (result: SitePlanResult) => number
}

/** What came of a plan, beside another where one is chosen. */
export function Figures({ of, beside }: { of: SitePlan; beside?: SitePlan | undefined }) {
  const t = useText()
  const { format } = useCity()
  const words = useReachWords()
  const { result } = of
  if (!result) return null
  const change = (covered: SitePlanResult['residents']) =>
    `${exactly(covered.before, covered.all, format)} → ${exactly(covered.after, covered.all, format)}`
  const rows: Row[] = [
    {
      name: t('planning.newResidents'),
      value: ({ residents }) => format.count(residents.after - residents.before),
      difference: ({ residents }) => residents.after - residents.before,
    },
    { name: t('planning.coverage'), value: ({ residents }) => change(residents) },
    { name: t('planning.fine'), value: ({ fine }) => change(fine) },
    { name: t('planning.sites'), value: ({ sites }) => format.count(sites), difference: ({ sites }) => sites },
    { name: t('planning.cost'), value: ({ cost }) => format.count(cost), difference: ({ cost }) => cost },
    { name: t('planning.gap'), value: (one) => gapText(one, format, t) },
  ]
  const other = beside?.result
  if (result.price !== null || other?.price != null)
    rows.push({
      name: t('planning.price'),
      value: ({ price }) => (price === null ? NONE : t('planning.priceText', { share: format.exactShare(price) })),
    })
  const floors = [of, beside].map((plan) => plan && missedFloors(plan))
  if (floors.some((one) => one !== undefined)) {
    const words = (missed: (typeof floors)[number]) =>
      missed === undefined
        ? NONE
        : missed.groups === 0
          ? t('planning.floorMet')
          : t('planning.floorMissed', {
              count: missed.groups,
              shown: format.count(missed.groups),
              residents: format.count(missed.residents),
            })
    rows.push({
      name: t('planning.floor', { share: format.exactShare(of.parameters.share) }),
      value: (one) => words(one === result ? floors[0] : floors[1]),
    })
  }
  return (
    <table className="planning-figures">
      {other ? (
        <thead>
          <tr>
            <td />
            <th scope="col">{of.name}</th>
            <th scope="col">{beside.name}</th>
            <th scope="col">{t('planning.difference')}</th>
          </tr>
        </thead>
      ) : null}
      <tbody>
        {other ? (
          <tr>
            <th scope="row">{t('planning.measuredShort')}</th>
            <td>{words(of)}</td>
            <td>{words(beside)}</td>
            <td>{NONE}</td>
          </tr>
        ) : null}
        {rows.map(({ name, value, difference }) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td>{value(result)}</td>
            {other ? (
              <>
                <td>{value(other)}</td>
                <td>{difference ? format.count(difference(other) - difference(result)) : NONE}</td>
              </>
            ) : null}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** Coverage of each group before and with the plan, as bars. */
export function Groups({ of }: { of: SitePlan }) {
  const { result, parameters } = of
  const t = useText()
  const { format } = useCity()
  if (!result || result.groups.length < 2) return null
  return (
    <section aria-labelledby="by-group" className="planning-groups">
      <h2 id="by-group">{t('planning.byGroup')}</h2>
      <ReachLine of={of} />
      <table>
        <thead>
          <tr>
            <th scope="col">{t('planning.group')}</th>
            <th scope="col" className="number">
              {t('planning.residents')}
            </th>
            <th scope="col">{t('planning.before')}</th>
            <th scope="col">{t('planning.after')}</th>
          </tr>
        </thead>
        <tbody>
          {result.groups.map(({ name, residents, before, after }) => (
            <tr key={name}>
              <th scope="row">
                {parameters.groups === 'quintile' ? t('planning.quintile', { number: name }) : name || NONE}
              </th>
              <td className="number">{format.count(residents)}</td>
              <td>
                <meter min={0} max={1} value={before} aria-label={t('planning.before')} /> {format.exactShare(before)}
              </td>
              <td>
                <meter min={0} max={1} value={after} aria-label={t('planning.after')} /> {format.exactShare(after)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

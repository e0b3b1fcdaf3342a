import { memo } from 'react'
import type { WholeSitePlan } from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { useText } from '../languages/index.ts'
import { NONE } from '../parts/format.ts'
import { perResident } from './exact.ts'

interface Props {
  of: WholeSitePlan
  /** Of each pick: the share of other weights of need under which it is picked too; null for what is locked in. */
  kept: readonly (number | null)[] | undefined
  choose: (candidate: number) => void
}

/** The sites of a plan with what each does; not drawn again while one of them is dragged. */
export const PicksTable = memo(function PicksTable({ of, kept, choose }: Props) {
  const t = useText()
  const { format } = useCity()
  const { years, objective } = of.plan.parameters
  const firmness = (pick: Pick) => {
    const share = kept?.[of.picks.indexOf(pick)]
    return share === null ? t('planning.lockedIn') : format.share(share ?? null)
  }
  const columns: ReadonlyArray<readonly [Parameters<typeof t>[0], (pick: Pick) => string]> = [
    ['planning.gain', (pick) => format.count(pick.gain)],
    ['planning.unique', (pick) => format.count(pick.unique)],
    ['planning.cost', (pick) => format.count(pick.cost)],
    ['planning.perResident', (pick) => (pick.gain > 0 ? perResident(pick.cost, pick.gain, format) : NONE)],
    ...(years > 1 ? [['planning.year', (pick: Pick) => String(pick.year)] as const] : []),
    ...(objective === 'capacity'
      ? [['planning.antennas', (pick: Pick) => String(pick.antennas ?? NONE)] as const]
      : []),
    ...(kept ? [['planning.kept', firmness] as const] : []),
  ]
  return (
    <>
      <h2>{t('planning.table')}</h2>
      <p className="muted">{t('planning.tableHelp')}</p>
      <table className="planning-picks stacked-table">
        <thead>
          <tr>
            <th scope="col" className="number">
              {t('planning.order')}
            </th>
            <th scope="col">{t('planning.site')}</th>
            {columns.map(([name]) => (
              <th key={name} scope="col" className="number">
                {t(name)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {of.picks.map((pick, at) => (
            <tr key={pick.candidate}>
              <td className="number">{at + 1}</td>
              <th scope="row">
                <button type="button" className="link" onClick={() => choose(pick.candidate)}>
                  {of.candidates[pick.candidate]!.name}
                </button>
              </th>
              {columns.map(([name, value]) => (
                <td key={name} className="number" data-label={t(name)}>
                  {value(pick)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </>
  )
})

type Pick = WholeSitePlan['picks'][number]

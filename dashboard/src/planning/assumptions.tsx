import type { WholeSitePlan } from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { useText } from '../languages/index.ts'

/** What a solved plan was asked for: it is not changed any more, and a council reads it on paper. */
export function Assumptions({ of: { plan, candidates } }: { of: WholeSitePlan }) {
  const t = useText()
  const { format } = useCity()
  const { parameters, result } = plan
  const { objective, limit } = parameters
  const amount = (value: number) => format.decimal(value, Number.isInteger(value) ? 0 : 2)
  const rows: [string, string][] = [
    [t('planning.objective'), t(`planning.objective.${objective}`)],
    ...(objective === 'target'
      ? []
      : [[t(`planning.unit.${limit.unit}`), t('planning.atMost', { most: amount(limit.most) })]]),
    [t('planning.borough'), parameters.borough ?? t('planning.city')],
    [t('planning.existing'), t(`planning.existing.${parameters.existing}`)],
    [t('planning.needWeight'), format.decimal(parameters.needWeight, 2)],
    [t('planning.candidates'), format.count(candidates.length)],
    ...(parameters.tags.length > 0 ? [[t('planning.eligible'), parameters.tags.join(', ')]] : []),
    ...(objective === 'rings' ? [[t('planning.rings'), ringWords()]] : []),
    ...(['floors', 'fairest', 'target'].includes(objective)
      ? [[t('planning.groups'), t(`planning.groups.${parameters.groups}`)]]
      : []),
    ...(['floors', 'target'].includes(objective) ? [[t('planning.share'), format.exactShare(parameters.share)]] : []),
    ...(objective === 'capacity'
      ? [
          [t('planning.concurrent'), format.exactShare(parameters.concurrent)],
          [t('planning.usersPerAntenna'), format.count(parameters.usersPerAntenna)],
          [t('planning.antennaCost'), amount(parameters.antennaCost)],
        ]
      : []),
    [
      t('planning.usualCosts'),
      [parameters.equipmentCost, parameters.backhaulCost, parameters.powerCost].map(amount).join(' + '),
    ],
    [t('planning.years'), format.count(parameters.years)],
    [
      t('planning.took'),
      t('planning.tookOf', {
        seconds: format.decimal(result?.seconds ?? 0, 1),
        most: format.count(parameters.seconds),
      }),
    ],
  ] as [string, string][]

  function ringWords(): string {
    return parameters.rings
      .map(({ metres, worth }) => t('planning.ringAssumed', { metres: format.count(metres), worth: amount(worth) }))
      .join(', ')
  }

  return (
    <section aria-labelledby="assumptions" className="planning-assumptions">
      <h2 id="assumptions">{t('planning.assumptions')}</h2>
      <dl>
        {rows.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}

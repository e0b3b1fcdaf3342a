import type { UseRow } from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { useText } from '../languages/index.ts'
import { NONE } from '../parts/format.ts'
import { type Measure, measures } from './asked.ts'
import type { Series } from './chart.tsx'
import { figureOf, written } from './figures.ts'

/** Of these there is a mean: the same resident comes in several steps. An account is new in one. */
const isMean = (measure: Measure): measure is 'residents' | 'returning' =>
  measure === 'residents' || measure === 'returning'

/** A measure of a whole period: a sum, the most at a time, and of residents the mean, since they are never summed. */
function ofPeriod(rows: readonly UseRow[], measure: Measure): number | null {
  const figures = rows.flatMap((row) => figureOf(row, measure) ?? [])
  // Days without use say nothing of whether it is known.
  if (measure === 'saturated' && rows.every((row) => row.peak === 0 || row.saturatedMinutes === null))
    return rows.some((row) => row.peak > 0) ? null : 0
  if (figures.length === 0) return null
  if (measure === 'peak') return Math.max(...figures)
  const sum = figures.reduce((a, b) => a + b, 0)
  return isMean(measure) ? sum / figures.length : sum
}

/** Whether periods can be told against each other: each is counted whole, or as far as the other. */
const isComparable = (own: Series, other: Series): boolean =>
  own.rows.length === other.rows.length && own.isWhole === other.isWhole

/** Every measure of the period, by which the chart's is chosen. */
export function Totals({
  series: [own, other],
  measure,
  step,
  onChoose,
}: {
  series: Series[]
  measure: Measure
  step: string
  onChoose: (measure: Measure) => void
}) {
  const t = useText()
  const { format } = useCity()
  return (
    <fieldset className="use-totals">
      <legend className="for-screen-readers">{t('use.measure')}</legend>
      {measures.map((each) => {
        const value = own ? ofPeriod(own.rows, each) : null
        const compared = other ? ofPeriod(other.rows, each) : null
        const change =
          value !== null && compared && own && other && isComparable(own, other) ? (value - compared) / compared : null
        const name = isMean(each) ? t(`use.${each}Per.${step as 'day'}`) : t(`use.measure.${each}`)
        return (
          <label key={each} className={each === measure ? 'chosen' : ''} data-measure={each}>
            <input type="radio" name="measure" checked={each === measure} onChange={() => onChoose(each)} />
            <span>{name}</span>
            <strong>{value === null ? NONE : written(value, each, format)}</strong>
            {other ? (
              <small>
                {compared === null ? NONE : written(compared, each, format)}
                {change === null ? null : ` (${change >= 0 ? '+' : '−'}${format.exactShare(Math.abs(change))})`}
              </small>
            ) : null}
          </label>
        )
      })}
      {own && other && !isComparable(own, other) ? <p className="muted">{t('use.notComparable')}</p> : null}
    </fieldset>
  )
}

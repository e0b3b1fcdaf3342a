import { useText } from '../languages/index.ts'
import { type Measure, measures } from './areas/colouring.ts'

const choices = [undefined, ...measures] as const

export function LayerChoice({
  measure,
  choose,
}: {
  measure: Measure | undefined
  choose: (measure: Measure | undefined) => void
}) {
  const t = useText()
  return (
    <fieldset className="layer-choice">
      <legend>{t('layer.label')}</legend>
      {choices.map((choice) => (
        <label key={choice ?? 'none'}>
          <input type="radio" name="layer" checked={choice === measure} onChange={() => choose(choice)} />
          <span>{t(`layer.${choice ?? 'none'}`)}</span>
        </label>
      ))}
    </fieldset>
  )
}

import type { SitePlanParameters } from '../../../server/api/contract/index.ts'
import { useText } from '../languages/index.ts'
import { Figure } from './parameter-fields.tsx'

/** How wide each ring is, and what a resident within it is worth. */
export function RingFields({ first }: { first: SitePlanParameters['rings'] }) {
  const t = useText()
  return (
    <fieldset className="whole planning-rings">
      <legend>{t('planning.rings')}</legend>
      <small>{t('planning.ringsHelp')}</small>
      {first.map(({ metres, worth }, ring) => {
        const number = ring + 1
        return (
          <div key={number} className="network-form">
            <Figure
              {...{ name: `ring-metres-${ring}`, label: 'planning.ringMetres', values: { number } }}
              {...{ first: metres, min: 10, most: 5000 }}
            />
            <Figure
              {...{ name: `ring-worth-${ring}`, label: 'planning.ringWorth', values: { number } }}
              {...{ first: worth, min: 0, most: 1 }}
            />
          </div>
        )
      })}
    </fieldset>
  )
}

import { useCity } from '../city.tsx'
import { StateMark } from '../hotspots/state.tsx'
import { useText } from '../languages/index.ts'
import { type Classes, legendRows, NO_VALUE } from './classes.ts'
import type { Measure } from './neighbourhood-layer.tsx'
import { statesWorstFirst } from './tally.ts'

export function Legend({ measure, classes }: { measure: Measure | undefined; classes: Classes | undefined }) {
  const t = useText()
  const { format } = useCity()
  return (
    <section className="legend">
      {measure && classes ? (
        <>
          <h3>{t(`legend.${measure}`)}</h3>
          <ul className="classes">
            {legendRows(classes).map(({ colour, from, to }) => (
              <li key={colour}>
                <span className="swatch" style={{ background: colour }} />
                {t('legend.range', { from: format.share(from), to: format.share(to) })}
              </li>
            ))}
            <li>
              <span className="swatch" style={{ background: NO_VALUE }} />
              {t('legend.noValue')}
            </li>
          </ul>
        </>
      ) : null}
      <h3>{t('legend.states')}</h3>
      <ul>
        {statesWorstFirst.map((state) => (
          <li key={state}>
            <StateMark state={state} /> {t(`state.${state}`)}
          </li>
        ))}
      </ul>
    </section>
  )
}

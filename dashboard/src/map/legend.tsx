import { useId } from 'react'
import { useCity } from '../city.tsx'
import { StateMark } from '../hotspots/state.tsx'
import { useText } from '../languages/index.ts'
import type { Colouring, LegendRow, Measure } from './areas/colouring.ts'
import { type Fill, hatches, inkOn, TILE } from './areas/hatches.ts'
import { statesWorstFirst } from './hotspots/tally.ts'

export function Legend({ measure, colouring }: { measure: Measure | undefined; colouring: Colouring | undefined }) {
  const t = useText()
  return (
    <section className="legend">
      {measure && colouring ? (
        <>
          <h3>{t(`legend.${measure}`)}</h3>
          <ul className="classes">
            {colouring.rows.map((row) => (
              <li key={`${row.fill.colour} ${row.fill.hatch ?? ''}`}>
                <Swatch fill={row.fill} />
                <RowWords row={row} />
              </li>
            ))}
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

function RowWords({ row }: { row: LegendRow }) {
  const t = useText()
  const { format } = useCity()
  if ('words' in row) return row.words
  if ('text' in row) return t(row.text)
  return t('legend.range', { from: format.share(row.from), to: format.share(row.to) })
}

/** What the map fills with, drawn the same. */
function Swatch({ fill: { colour, hatch } }: { fill: Fill }) {
  const id = useId()
  return (
    <span className="swatch" style={{ background: colour }}>
      {hatch ? (
        <svg aria-hidden="true">
          <pattern id={id} width={TILE} height={TILE} patternUnits="userSpaceOnUse">
            <path d={hatches[hatch]} stroke={inkOn(colour)} />
          </pattern>
          <rect width="100%" height="100%" fill={`url(#${id})`} />
        </svg>
      ) : null}
    </span>
  )
}

import { useId } from 'react'
import type { CoverageRing } from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { StateMark } from '../hotspots/state.tsx'
import { useText } from '../languages/index.ts'
import { Attribution, useRingWords } from '../parts/ring.tsx'
import type { Colouring, LegendRow, Measure } from './areas/colouring.ts'
import { type Fill, hatches, inkOn, TILE } from './areas/hatches.ts'
import { statesWorstFirst } from './hotspots/tally.ts'

interface Props {
  measure: Measure | undefined
  ring: CoverageRing
  colouring: Colouring | undefined
}

export function Legend({ measure, ring, colouring }: Props) {
  const t = useText()
  const ringWords = useRingWords()
  return (
    <section className="legend">
      {measure && colouring ? (
        <>
          <h3>{t(`legend.${measure}`, { ring: ringWords(ring) })}</h3>
          <ul className="classes">
            {colouring.rows.map((row) => (
              <li key={`${row.fill.colour} ${row.fill.hatch ?? ''}`}>
                <Swatch fill={row.fill} />
                <RowWords row={row} />
              </li>
            ))}
          </ul>
          {measure === 'covered' ? <Attribution ring={ring} /> : null}
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

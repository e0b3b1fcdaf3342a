import type { HealthState } from '../../../server/api/contract/index.ts'
import { useText } from '../languages/index.ts'
import { markOf } from '../map/hotspots/marks.ts'

/** A state's sign: its own shape and colour. Decoration, always beside words. */
export function StateMark({ state, size = 16 }: { state: HealthState; size?: number }) {
  const { shape, glyph } = markOf(state)
  return (
    <svg className={`mark ${state}`} viewBox="0 0 24 24" width={size} height={size} aria-hidden="true">
      <path className="shape" d={shape} />
      <path className="glyph" d={glyph} />
    </svg>
  )
}

/** The sign with its word. */
export function State({ state }: { state: HealthState }) {
  const t = useText()
  return (
    <span className="state" data-state={state}>
      <StateMark state={state} /> {t(`state.${state}`)}
    </span>
  )
}

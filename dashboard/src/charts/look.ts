import { useMemo } from 'react'
import { useColour } from '../theme/colour.ts'

/** Colours of what is written and drawn around a chart's lines. */
export interface ChartLook {
  text: string
  line: string
}

export function useChartLook(): ChartLook {
  const colour = useColour()
  return useMemo(() => ({ text: colour('muted'), line: colour('line') }), [colour])
}

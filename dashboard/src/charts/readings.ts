import { useMemo } from 'react'
import type { ChartPoint } from '../../../server/api/contract/index.ts'
import { useText } from '../languages/index.ts'
import { useColour } from '../theme/colour.ts'

/** One line of a chart, with the shade from its least to its most. */
export interface Reading {
  label: string
  of: (point: ChartPoint) => { mean: number | null; min: number | null; max: number | null }
  colour: string
  dash: number[]
}

/** What the charts show. */
export function useReadings() {
  const t = useText()
  const colour = useColour()
  return useMemo(() => {
    const inBps: Reading = { label: t('hotspot.in'), of: (point) => point.inBps, colour: colour('chart-in'), dash: [] }
    const outBps: Reading = {
      label: t('hotspot.out'),
      of: (point) => point.outBps,
      colour: colour('chart-out'),
      dash: [6, 3],
    }
    const clients: Reading = {
      label: t('hotspot.clients'),
      of: (point) => point.clients,
      colour: colour('chart-devices'),
      dash: [],
    }
    const reachable: Reading = {
      label: t('charts.reachable'),
      of: (point) => ({ mean: point.reachable, min: null, max: null }),
      colour: colour('chart-reachable'),
      dash: [],
    }
    return { traffic: [inBps, outBps], devices: [clients], reachable: [reachable] }
  }, [t, colour])
}

import type { HealthState } from '../../../../server/api/contract/index.ts'

/** The four states, worst first. What is unknown may be down: it ranks above what is known to work. */
export const statesWorstFirst = ['down', 'degraded', 'unknown', 'up'] as const satisfies readonly HealthState[]

/** How many hotspots of a cluster are in each state, and the live sessions of all. A lone hotspot is a tally of one. */
export interface Tally extends Record<HealthState, number> {
  sessions: number
  /** The tally of the cluster that swallows this one at the next zoom level out. */
  parent: Tally | undefined
}

export const emptyTally = (): Tally => ({ down: 0, degraded: 0, unknown: 0, up: 0, sessions: 0, parent: undefined })

export function tallyOf(state: HealthState, sessions: number): Tally {
  const tally = { ...emptyTally(), sessions }
  tally[state] = 1
  return tally
}

export const total = (tally: Tally): number => tally.down + tally.degraded + tally.unknown + tally.up

/** The worst state that at least one hotspot is in. */
export const worstState = (tally: Tally): HealthState => statesWorstFirst.find((state) => tally[state] > 0) ?? 'unknown'

/** Puts `child` under `parent` and adds what it counts. */
export function adopt(parent: Tally, child: Tally): void {
  for (const state of statesWorstFirst) parent[state] += child[state]
  parent.sessions += child.sessions
  child.parent = parent
}

/**
 * Counts one more hotspot of tally `leaf`, or one less, with its sessions: in its own tally and in every cluster above it.
 */
export function count(leaf: Tally, state: HealthState, sessions: number, by: 1 | -1): void {
  for (let tally: Tally | undefined = leaf; tally; tally = tally.parent) {
    tally[state] += by
    tally.sessions += by * sessions
  }
}

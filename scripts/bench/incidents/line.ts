import type { Took } from '../processor.ts'

/** A line of what was measured. @param found how many of what was asked for */
export const line = (what: string, took: Omit<Took<unknown>, 'result'>, wanted: number, found: number) => {
  const ms = took.seconds * 1000
  const ofProcessors = { 'Plaza s': took.own.toFixed(2), 'PostgreSQL s': took.database.toFixed(2) }
  return { what, ms: Math.round(ms), wanted, ...ofProcessors, found, '': ms > wanted ? 'TOO SLOW' : '' }
}

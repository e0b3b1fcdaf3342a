import { localClock } from '../../network/groups/local-clock.ts'
import { StartError } from '../../start/start-error.ts'

const WRITTEN = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d)?)(Z|[+-][01]\d:[0-5]\d)?$/

/**
 * A time as ISO 8601 has it; without an offset, the one at which the city's clocks show it.
 *
 * @param option names the option
 * @param timeZone the city's, e.g. `America/Mexico_City`
 * @throws {StartError} where clocks show it never or twice, too
 */
export function readTime(option: string, text: string, timeZone: string): Date {
  const [, day = '', ofDay = '', offset] = WRITTEN.exec(text) ?? []
  const time = `${day}T${ofDay}`
  if (!isTime(time)) throw new StartError(`${option}: "${text}" is no time such as 2026-11-30T22:00.`)
  if (offset !== undefined) return new Date(`${time}${offset}`)
  const wall = Date.parse(`${time}Z`)
  const [instant, second] = localClock(timeZone).instantsShowing(wall)
  if (instant === undefined)
    throw new StartError(`${option}: clocks in ${timeZone} are put forward over "${text}": there is no such time.`)
  if (second !== undefined) {
    const both = [instant, second].map((each) => `${time}${offsetText(wall - each)}`)
    throw new StartError(`${option}: clocks in ${timeZone} show "${text}" twice: write ${both.join(' or ')}.`)
  }
  return new Date(instant)
}

/** Whether the calendar has it: 30 February is read as 2 March. */
function isTime(time: string): boolean {
  const read = new Date(`${time}Z`)
  return !Number.isNaN(read.getTime()) && read.toISOString().startsWith(time)
}

/** `-06:00`. */
function offsetText(ms: number): string {
  const minutes = Math.round(Math.abs(ms) / 60_000)
  const two = (number: number) => String(number).padStart(2, '0')
  return `${ms < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`
}

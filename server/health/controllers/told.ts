import { parseMac } from '../../mac.ts'
import type { AccessPoint, Radio } from '../readings/agent-reading.ts'

/** What a controller's answer is read with: JSON of which nothing is believed to be of its type. */
export type Told = Record<string, unknown>

/** The objects of a list; empty where it is none. */
export const objectsIn = (body: unknown): Told[] =>
  Array.isArray(body) ? body.filter((one): one is Told => typeof one === 'object' && one !== null) : []

/** Longer is no name, model or version that anybody gave. */
const LONGEST = 200

/** A text of one line; null where there is none. */
export function textOf(value: unknown): string | null {
  if (typeof value !== 'string') return null
  const text = value
    .replace(/\p{Cc}/gu, ' ')
    .trim()
    .slice(0, LONGEST)
  return text === '' ? null : text
}

/** A number, also one that is written as a text; null where it is none, or below `least`. */
export function numberOf(value: unknown, least = 0): number | null {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  return typeof number === 'number' && Number.isFinite(number) && number >= least ? number : null
}

export const wholeOf = (value: unknown): number | null => {
  const number = numberOf(value)
  return number === null || number > MOST ? null : Math.floor(number)
}
/** What a column of the database holds. */
const MOST = 2 ** 31 - 1

/** A share of 1 of what is told in per cent. */
export const shareOf = (percent: unknown): number | null => {
  const number = numberOf(percent)
  return number === null || number > 100 ? null : number / 100
}

/** An access point of which nothing is told but what is given; undefined where its address is none. */
export function accessPoint(
  mac: unknown,
  told: Pick<AccessPoint, 'state'> & Partial<Omit<AccessPoint, 'mac' | 'key'>>,
): AccessPoint | undefined {
  const address = typeof mac === 'string' ? parseMac(mac) : undefined
  if (address === undefined) return undefined
  return {
    ...{ name: null, model: null, serial: null, firmware: null, address: null },
    ...{ clients: null, uptimeSeconds: null, load: null, memoryUsed: null, radios: [] },
    ...told,
    ...{ key: address, mac: address },
  }
}

/** A radio of which nothing is told but what is given. */
export const radioOf = (name: string, told: Partial<Omit<Radio, 'name'>>): Radio => ({
  ...{ channel: null, width: null, clients: null, utilisation: null, noise: null },
  ...told,
  name,
})

import { plainSigns } from '../places/degrees.ts'

/** Reads a column's numbers; undefined for a text that is none. */
export type ReadNumber = (text: string) => number | undefined

export type NumberForm = ReadNumber | { ambiguous: string }

/**
 * How a column writes its numbers: `3,183`, `3.183`, `16.5 %`, `12,5`, `1 234`. A comma or a point is what it must be in
 * some of its values; where it may be either in all, the column decides: whole numbers (`whole`) have thousands.
 *
 * @param plain they are numbers in the file, with a decimal point
 * @param most what is more is none of the column
 */
export function numberForm(texts: readonly string[], { plain, whole, most }: NumberOptions): NumberForm {
  const values = texts.map(stripped).filter((text) => SHAPE.test(text))
  if (plain) return (text) => numberOf(text, undefined)
  const decimals = new Set<string>()
  const thousands = new Set<string>()
  let ungroupedThousands = false
  const open: Array<{ sign: string; text: string }> = []
  for (const text of values) {
    const signs = text.match(/[.,]/g) ?? []
    const [first] = signs
    const last = signs.at(-1)
    if (first === undefined || last === undefined) ungroupedThousands ||= text.replace(/^[+-]/, '').length > 3
    else if (first !== last) {
      thousands.add(first)
      decimals.add(last)
    } else if (signs.length > 1) thousands.add(first)
    else if (/^[+-]?[1-9]\d{0,2}[.,]\d{3}$/.test(text)) open.push({ sign: first, text })
    else decimals.add(first)
  }
  const contradiction = [...thousands].some((sign) => decimals.has(sign)) || decimals.size > 1 || thousands.size > 1
  if (contradiction) return { ambiguous: `some of its commas or points are decimals and others thousands` }
  const openSigns = new Set(open.map(({ sign }) => sign))
  for (const sign of openSigns) {
    if (decimals.has(sign) || thousands.has(sign)) continue
    const asThousands = open.every(({ text }) => Number(text.replace(/[.,]/, '')) <= most)
    if (decimals.size > 0 || (openSigns.size === 1 && whole && asThousands && !ungroupedThousands)) thousands.add(sign)
    else if (openSigns.size === 1 && (!asThousands || thousands.size > 0 || !whole)) decimals.add(sign)
    else return { ambiguous: `"${open[0]!.text}" may be thousands or decimals` }
  }
  const [decimal] = decimals
  return (text) => numberOf(text, decimal ?? (thousands.has(',') ? '.' : ','))
}

interface NumberOptions {
  plain: boolean
  whole: boolean
  most: number
}

const SHAPE = /^[+-]?\d[\d.,]*$/

/** Without spaces and apostrophes between thousands, and the sign of percent. */
const stripped = (text: string): string =>
  plainSigns(text)
    .replace(/(?<=\d)[ '](?=\d{3})/g, '')
    .replace(/ ?%$/, '')

function numberOf(text: string, decimal: string | undefined): number | undefined {
  const bare = stripped(text)
  if (decimal === undefined) return /^[+-]?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(bare) ? Number(bare) : undefined
  if (!SHAPE.test(bare)) return undefined
  const thousands = decimal === '.' ? ',' : '.'
  const [whole = '', fraction, more] = bare.split(decimal)
  const grouped = new RegExp(`^[+-]?\\d{1,3}(?:[${thousands}]\\d{3})+$`)
  if (more !== undefined || fraction?.includes(thousands)) return undefined
  if (whole.includes(thousands) && !grouped.test(whole)) return undefined
  return Number(`${whole.replaceAll(thousands, '')}.${fraction ?? '0'}`)
}

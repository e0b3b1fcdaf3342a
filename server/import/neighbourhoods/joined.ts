import type { Attributes } from '../../network/neighbourhoods/store.ts'
import { folded } from '../../network/spelling.ts'

const LEAST_SHARE = 0.5

/**
 * The attributes by the codes that the areas have: a spreadsheet takes the zeros off the beginning of a code, which are put
 * back where so more of them fit. Names that are codes may differ in case, accents and signs.
 */
export function restoredZeros(
  byCode: ReadonlyMap<string, Attributes>,
  codes: ReadonlySet<string>,
): { byCode: ReadonlyMap<string, Attributes>; remarks: string[] } {
  const joined = (table: ReadonlyMap<string, Attributes>) => [...table.keys()].filter((code) => codes.has(code)).length
  const bare = (code: string) => folded(code.replace(/\.0+$/, '')).replace(/^0+(?=.)/, '')
  const whole = new Map<string, string | null>()
  // Two codes that are alike without their zeros cannot be told apart by them.
  for (const code of codes) whole.set(bare(code), whole.has(bare(code)) ? null : code)
  const restored = new Map(
    [...byCode].map(([code, attributes]) => [whole.get(bare(code)) ?? code, attributes] as const),
  )
  const [before, after] = [joined(byCode), joined(restored)]
  if (after <= before || restored.size < byCode.size || after < LEAST_SHARE * Math.min(codes.size, byCode.size))
    return { byCode, remarks: [] }
  const [example = ''] = [...byCode.keys()].filter((code) => !codes.has(code) && whole.get(bare(code)))
  const how = /\p{L}/u.test(example) ? 'are written otherwise than those of the areas' : 'had lost their zeros'
  return {
    byCode: restored,
    remarks: [
      `${(after - before).toLocaleString('en')} codes of the attributes ${how}, such as ${example}: taken for ${whole.get(bare(example))}.`,
    ],
  }
}

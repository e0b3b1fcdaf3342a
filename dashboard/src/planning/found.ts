import { fold } from '../parts/table-order.ts'

const MOST = 8

/** The first few whose name has these letters, in any case and without accents, those that begin with them first; none for none. */
export function foundIn(candidates: readonly { readonly name: string }[], search: string): number[] {
  const sought = fold(search.trim())
  if (sought === '') return []
  const [begin, others]: [number[], number[]] = [[], []]
  for (const [number, { name }] of candidates.entries()) {
    const at = fold(name).indexOf(sought)
    if (at === 0) begin.push(number)
    else if (at > 0 && others.length < MOST) others.push(number)
    if (begin.length === MOST) break
  }
  return [...begin, ...others].slice(0, MOST)
}

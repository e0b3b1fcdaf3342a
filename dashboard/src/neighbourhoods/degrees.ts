import { fold } from '../parts/table-order.ts'

/** Degrees of marginalisation in words, from the least, as statistical offices name them in the languages of Plaza's cities. */
const scale = [
  ['muy bajo', 'muy baja', 'very low', 'muito baixo', 'muito baixa', 'tres faible'],
  ['bajo', 'baja', 'low', 'baixo', 'baixa', 'faible'],
  ['medio', 'media', 'medium', 'moderate', 'moyen', 'moyenne'],
  ['alto', 'alta', 'high', 'eleve', 'elevee'],
  ['muy alto', 'muy alta', 'very high', 'muito alto', 'muito alta', 'tres eleve', 'tres elevee'],
]

const places = new Map(scale.flatMap((names, place) => names.map((name) => [name, place + 1] as const)))

/** The degree's place among those in words, from 1 to 5, or the number that it is; null: it is neither. */
export function degreeOf(text: string): number | null {
  const folded = fold(text).trim()
  const number = Number(folded.replace(',', '.'))
  return places.get(folded) ?? (folded !== '' && Number.isFinite(number) ? number : null)
}

/** Whether it is a degree in words, of the five that are known. */
export const isOfScale = (text: string): boolean => {
  const degree = degreeOf(text)
  return degree !== null && !/\d/.test(text)
}

/** Degrees in their order: numbers and known words by what they say, others after them by name. */
export function inDegreeOrder(texts: Iterable<string>): string[] {
  return [...new Set(texts)].sort((a, b) => {
    const [x, y] = [degreeOf(a), degreeOf(b)]
    if (x === null || y === null) return Number(x === null) - Number(y === null) || a.localeCompare(b)
    return x - y || a.localeCompare(b)
  })
}

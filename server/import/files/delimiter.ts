const DELIMITERS = [',', ';', '\t', '|']
const LINES = 40
/** Of a multipolygon. */
const BRACKETS = 3

/**
 * What separates the values of a CSV: of which most lines have the same number, the more the better. Decimal commas and
 * those in titles come and go from line to line.
 */
export function likeliestDelimiter(text: string): string {
  const lines = firstLines(text)
  const scores = DELIMITERS.map((delimiter) => {
    const counts = lines.map((line) => line.split(delimiter).length - 1)
    const many = mostCommon(counts.filter((count) => count > 0))
    const share = counts.filter((count) => count === many).length / Math.max(1, counts.length)
    return many === undefined ? 0 : share * Math.log2(1 + many)
  })
  return DELIMITERS[scores.indexOf(Math.max(...scores))]!
}

/**
 * Without what stands in quotes, also where the end of them is farther on, and in brackets, as shapes do. Seconds of an
 * arc, 57.3", begin no quote.
 */
function firstLines(text: string): string[] {
  let unquoted = text.slice(0, 100_000).replace(/(?<=^|[,;\t|]|\n)"(?:[^"]|"")*(?:"|$)/g, '')
  for (let depth = 0; depth < BRACKETS; depth++) unquoted = unquoted.replace(/\([^()\n]*\)/g, '')
  return unquoted
    .split('\n')
    .filter((line) => line.replaceAll(' ', '') !== '')
    .slice(0, LINES)
}

/** Of equally common ones the first. */
export function mostCommon(numbers: readonly number[]): number | undefined {
  const counts = new Map<number, number>()
  for (const number of numbers) counts.set(number, (counts.get(number) ?? 0) + 1)
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0]
}

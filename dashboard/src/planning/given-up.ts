interface Solved {
  result: { cost: number; residents: { before: number; after: number } } | null
}

/** New residents of a plan, whatever each weighs. */
export const newResidents = ({ result }: Solved): number =>
  result ? result.residents.after - result.residents.before : 0

/**
 * What a plan gives up of new residents against the one of all that reaches most at no higher cost: the price of its rule,
 * 0 to 1; null where none reaches anybody.
 */
export function givenUp(plan: Solved, all: readonly Solved[]): number | null {
  const cost = plan.result?.cost ?? 0
  const most = Math.max(...all.filter(({ result }) => (result?.cost ?? 0) <= cost * (1 + 1e-9)).map(newResidents))
  return most > 0 ? Math.max(0, most - newResidents(plan)) / most : null
}

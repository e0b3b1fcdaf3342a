import type { Evaluation } from './evaluate.ts'

/** `helped`: it brought users; `moved`: its users are its neighbours' loss; `harmed`: it cost more than it brought. */
export type Verdict = 'helped' | 'moved' | 'harmed' | 'unclear'

/** What the intervals bear out, no more; nothing where it is shown that the site was on another way before. */
export function verdictOf({ treated, spillover, net, preTrend }: Evaluation): Verdict {
  if (preTrend?.violated) return 'unclear'
  if (net.interval.low > 0) return 'helped'
  if (net.interval.high < 0) return 'harmed'
  if (treated.interval.low > 0 && spillover !== undefined && spillover.interval.high < 0) return 'moved'
  return 'unclear'
}

/**
 * `trend`: it is not shown that both went alike before; `placebo`: an opening that never was would have had half of the
 * effect; `donors`: among places where nothing was built, changes as large are not rare; `few`: these are too few to tell;
 * `others`: another site opened or closed within 1 km in these weeks, and what is whose doing cannot be told apart.
 */
export type Doubt = 'trend' | 'placebo' | 'donors' | 'few' | 'others'

/** Rarer than this among places without anything new. */
const RARE = 0.05

/** What speaks against an evaluation. */
export function doubtsAbout({ treated, preTrend, placeboInTime, donors }: Evaluation): Doubt[] {
  const doubts: Doubt[] = []
  if (!preTrend?.equivalent) doubts.push('trend')
  if (Math.abs(placeboInTime) > Math.abs(treated.share) / 2) doubts.push('placebo')
  if (donors.p > RARE) doubts.push(donors.p > donors.floor ? 'donors' : 'few')
  return doubts
}

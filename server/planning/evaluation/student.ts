/** By degrees of freedom from 1 (NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.7.2). */
const FEW = [12.706, 4.303, 3.182, 2.776, 2.571, 2.447] as const
/** The normal distribution's. */
const NORMAL = 1.959964

/** Student's t for 95 %, two-sided; above six degrees of freedom by its expansion (Abramowitz and Stegun, 26.7.5). */
export function t95(freedom: number): number {
  const z = NORMAL
  return (
    FEW[freedom - 1] ??
    z +
      (z ** 3 + z) / (4 * freedom) +
      (5 * z ** 5 + 16 * z ** 3 + 3 * z) / (96 * freedom ** 2) +
      (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / (384 * freedom ** 3)
  )
}

/**
 * By how much draws of so many units must be stretched: resampling few varies less than they do, and knows nothing of how
 * little is known of that (Hesterberg, "What teachers should know about the bootstrap", The American Statistician 69, 2015).
 */
export const stretchOf = (units: number): number =>
  units < 2 ? 1 : (Math.sqrt(units / (units - 1)) * t95(units - 1)) / NORMAL

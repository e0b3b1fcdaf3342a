/** Who has signed in on this browser, to see what is stored. */
export interface Visitor {
  residentId: number
  csrf: string
  /** The credential for the secure network that was made last in this visit. */
  secured?: number
}

/** Long enough to look around, short enough for a phone that goes from hand to hand. */
export const VISIT_SECONDS = 900

import type { Opening } from '../../network/groups/opening-hours.ts'

/** What becomes of opening hours while an emergency is on: it overrides them. */
export function whileEmergency(opening: Opening, emergencyUntil: Date | undefined, now: Date): Opening {
  if (emergencyUntil === undefined || emergencyUntil <= now) return opening
  if (!opening.open) return { open: true, until: emergencyUntil }
  if (opening.until === undefined || opening.until >= emergencyUntil) return opening
  return { open: true, until: emergencyUntil }
}

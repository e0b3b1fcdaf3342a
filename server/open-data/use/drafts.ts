import type { Database } from '../../database/connection.ts'
import type { Sealer } from '../../sealing.ts'
import { draftUse, type UseDraft } from './draft.ts'

/** Drafts of months, worked out one at a time and kept for a while: what is published is what was seen. */
export type UseDrafts = (month: string, withheld: readonly string[]) => Promise<UseDraft>

/** How long a draft is kept, so that nobody waits again for what they read. */
const KEPT_MS = 1_800_000
const MOST_KEPT = 6

export function createDraftsOfUse(
  db: Pick<Database, 'query' | 'pool'>,
  sealer: Sealer,
  timeZone: string,
  now: () => number = Date.now,
): UseDrafts {
  const kept = new Map<string, { until: number; draft: Promise<UseDraft> }>()
  let last: Promise<unknown> = Promise.resolve()
  return (month, withheld) => {
    const key = JSON.stringify([month, withheld])
    const known = kept.get(key)
    if (known && now() < known.until) return known.draft
    const draft = last.then(() => draftUse(db, sealer, { month, withheld, timeZone }))
    const entry = { until: now() + KEPT_MS, draft }
    kept.delete(key)
    kept.set(key, entry)
    last = draft.catch(() => {
      if (kept.get(key) === entry) kept.delete(key)
    })
    for (const oldest of kept.keys()) if (kept.size > MOST_KEPT) kept.delete(oldest)
    return draft
  }
}

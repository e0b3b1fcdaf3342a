const MINUTE_MS = 60_000
/** Forged source addresses must not fill the memory: beyond this, nothing new is logged until the minute is over. */
const SUBJECTS = 10_000

/** Tells whether something may be logged now: true at most once a minute for each subject. */
export function onceAMinute(now: () => number = Date.now): (subject: string) => boolean {
  const until = new Map<string, number>()
  return (subject) => {
    const time = now()
    for (const [old, end] of until) {
      if (end > time) break
      until.delete(old)
    }
    if (until.has(subject) || until.size >= SUBJECTS) return false
    until.set(subject, time + MINUTE_MS)
    return true
  }
}

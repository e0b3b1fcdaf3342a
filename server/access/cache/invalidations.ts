/** What was invalidated while a statement ran: its answer may be from before the change. */
export interface Invalidations {
  /** MAC addresses as numbers. */
  devices: Set<number>
  residents: Set<number>
  all: boolean
}

/** Keeps, for each statement that runs, what is invalidated meanwhile. */
export function trackInvalidations() {
  const running = new Set<Invalidations>()
  return {
    begin(): Invalidations {
      const invalidated = { devices: new Set<number>(), residents: new Set<number>(), all: false }
      running.add(invalidated)
      return invalidated
    },
    end: (invalidated: Invalidations) => running.delete(invalidated),
    add(kind: 'devices' | 'residents', key: number) {
      for (const invalidated of running) invalidated[kind].add(key)
    },
    addAll() {
      for (const invalidated of running) invalidated.all = true
    },
  }
}

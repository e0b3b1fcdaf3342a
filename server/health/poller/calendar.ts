/** When each of many is due next: setting and finding cost the same whatever their number. Times are ms of one clock. */
export interface Calendar {
  /** Sets when one is due, instead of when it was. */
  set(id: number, at: number): void
  remove(id: number): void
  /** Takes out those that are due, at most so many: those longest due first. */
  take(now: number, most: number): Array<{ id: number; at: number }>
}

/** @param grainMs by so much at most one is found late */
export function createCalendar(grainMs = 25): Calendar {
  const due = new Map<number, number>()
  /** By the end of their grain; one that was set anew or removed is passed over when its turn comes. */
  const grains = new Map<number, number[]>()
  const grainOf = (at: number) => Math.ceil(at / grainMs)
  return {
    set(id, at) {
      due.set(id, at)
      const grain = grains.get(grainOf(at))
      if (grain) grain.push(id)
      else grains.set(grainOf(at), [id])
    },
    remove: (id) => {
      due.delete(id)
    },
    take(now, most) {
      const taken: Array<{ id: number; at: number }> = []
      const over = [...grains.keys()].filter((grain) => grain <= now / grainMs).sort((a, b) => a - b)
      for (const grain of over) {
        const ids = grains.get(grain)!
        while (ids.length > 0 && taken.length < most) {
          const id = ids.pop()!
          const at = due.get(id)
          if (at === undefined || grainOf(at) !== grain) continue
          due.delete(id)
          taken.push({ id, at })
        }
        if (ids.length > 0) break
        grains.delete(grain)
      }
      return taken
    },
  }
}

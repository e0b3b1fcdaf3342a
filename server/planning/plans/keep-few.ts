/**
 * Keeps the answers that were asked for last, a few of them; what failed is asked for again.
 *
 * @param drop told what is kept no longer
 */
export function keepFew<T>(make: (id: number) => Promise<T>, most: number, drop: (kept: T) => void = () => {}) {
  const kept = new Map<number, Promise<T>>()
  const forget = (id: number) => {
    kept.get(id)?.then(drop, () => {})
    kept.delete(id)
  }
  return {
    of(id: number): Promise<T> {
      const known = kept.get(id)
      kept.delete(id)
      const answer = known ?? make(id)
      kept.set(id, answer)
      answer.catch(() => kept.get(id) === answer && kept.delete(id))
      const [oldest] = kept.keys()
      if (kept.size > most) forget(oldest!)
      return answer
    },
    forget,
    all: (): Promise<T>[] => [...kept.values()],
  }
}

/** Keeps the answers that were asked for last, a few of them; what failed is asked for again. */
export function keepFew<T>(make: (id: number) => Promise<T>, most: number): (id: number) => Promise<T> {
  const kept = new Map<number, Promise<T>>()
  return (id) => {
    const known = kept.get(id)
    kept.delete(id)
    const answer = known ?? make(id)
    kept.set(id, answer)
    answer.catch(() => kept.delete(id))
    const [oldest] = kept.keys()
    if (kept.size > most) kept.delete(oldest!)
    return answer
  }
}

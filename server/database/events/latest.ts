/**
 * Reads again what is kept in memory. Readings may end in another order than they began: what an older one gives is
 * passed over once a newer one has been taken, so that it neither hides what is new nor brings back what has ended.
 *
 * @returns reads, and resolves when what was read is taken or passed over; rejects as `read` does
 */
export function latest<T>(read: () => Promise<T>, take: (value: T) => void): () => Promise<void> {
  let begun = 0
  let taken = 0
  return async () => {
    const turn = ++begun
    const value = await read()
    if (turn < taken) return
    taken = turn
    take(value)
  }
}

/** An item that stands among others by its age; only its order changes these. */
export interface Aged<T> {
  older: T | undefined
  newer: T | undefined
}

/**
 * Items from the oldest to the newest; everything takes constant time. (A Map keeps that order too, but looks for its first
 * key among all that were deleted before it: with 100,000 entries, 40 µs each time.) The items hold their places themselves:
 * an object more for each would cost more than everything else here, when there are 10,000 a second.
 */
export function createAgeOrder<T extends Aged<T>>() {
  let oldest: T | undefined
  let newest: T | undefined
  let size = 0

  const append = (item: T): void => {
    item.older = newest
    item.newer = undefined
    if (newest) newest.newer = item
    else oldest = item
    newest = item
    size += 1
  }

  const remove = (item: T): void => {
    if (item.older) item.older.newer = item.newer
    else oldest = item.newer
    if (item.newer) item.newer.older = item.older
    else newest = item.older
    item.older = undefined
    item.newer = undefined
    size -= 1
  }

  return {
    get size(): number {
      return size
    },
    oldest: (): T | undefined => oldest,
    /** Adds the newest item. It must not be there. */
    add: append,
    /** Makes an item the newest one again. It must be there. */
    renew(item: T): void {
      remove(item)
      append(item)
    },
    /** Takes an item out. It must be there. */
    remove,
  }
}

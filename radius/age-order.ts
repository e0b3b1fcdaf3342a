/** Where an item stands among the others. */
export interface Place<T> {
  readonly item: T
  older: Place<T> | undefined
  newer: Place<T> | undefined
}

/**
 * Items from the oldest to the newest; everything takes constant time. (A Map keeps that order too, but looks for its first
 * key among all that were deleted before it: with 100,000 entries, 40 µs each time.)
 */
export function createAgeOrder<T>() {
  let oldest: Place<T> | undefined
  let newest: Place<T> | undefined
  let size = 0

  const append = (place: Place<T>): void => {
    place.older = newest
    place.newer = undefined
    if (newest) newest.newer = place
    else oldest = place
    newest = place
    size += 1
  }

  const remove = (place: Place<T>): void => {
    if (place.older) place.older.newer = place.newer
    else oldest = place.newer
    if (place.newer) place.newer.older = place.older
    else newest = place.older
    place.older = undefined
    place.newer = undefined
    size -= 1
  }

  return {
    get size(): number {
      return size
    },
    oldest: (): T | undefined => oldest?.item,
    /** Adds the newest item. */
    add(item: T): Place<T> {
      const place: Place<T> = { item, older: undefined, newer: undefined }
      append(place)
      return place
    },
    /** Makes an item the newest one again. It must be there. */
    renew(place: Place<T>): void {
      remove(place)
      append(place)
    },
    /** Takes an item out. It must be there. */
    remove,
  }
}

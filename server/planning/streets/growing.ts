type Numbers = Int32Array<ArrayBuffer> | Float64Array<ArrayBuffer>

/** A list of numbers of one kind that grows as it is filled, a few octets each. */
export interface Growing<T extends Numbers> {
  add(value: number): void
  at(index: number): number
  length(): number
  /** What was added, in an array of its own. */
  done(): T
}

export function growing<T extends Numbers>(Kind: new (length: number) => T): Growing<T> {
  let values = new Kind(1024)
  let count = 0
  return {
    add(value) {
      if (count === values.length) {
        const larger = new Kind(2 * count)
        larger.set(values)
        values = larger
      }
      values[count++] = value
    },
    at: (index) => values[index]!,
    length: () => count,
    done: () => values.slice(0, count) as T,
  }
}

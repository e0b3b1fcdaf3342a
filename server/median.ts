/** The value in the middle; of an even number the greater of the two there, of none 0. */
export const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0

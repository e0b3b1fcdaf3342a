import type { Part } from '../../open-data/datasets/datasets.ts'
import { dictionary } from '../../open-data/dictionary.ts'
import { VERSION } from '../../open-data/method.ts'
import type { PublishedMonth } from '../../open-data/use/store.ts'

/** Addresses of what is published now. */
export const availableFiles = (parts: readonly Part[], months: readonly PublishedMonth[]): string[] =>
  dictionary.filter(({ part }) => parts.includes(part)).flatMap(({ file }) => addressesOf(file, months))

export const addressesOf = (file: string, months: readonly PublishedMonth[]): string[] =>
  (file.includes('{month}') ? months.map(({ month }) => file.replace('{month}', month)) : [file]).map(
    (name) => `/open/${VERSION}/${name}`,
  )

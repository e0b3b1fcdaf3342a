/** A gateway or a site, by which lists are narrowed. */
export type Place = { gateway: number } | { site: number }

/** The id that an address names; undefined: it names none. */
export const idOf = (text: string | undefined): number | undefined => {
  const id = Number(text)
  return Number.isSafeInteger(id) && id > 0 ? id : undefined
}

const unstorable = /[\0\p{Surrogate}]/u

/**
 * Whether PostgreSQL holds this text as it is: without an octet 0, which no text of its may have (manual, section 8.3), and
 * without half a surrogate pair, which is no UTF-8. What is not storable was never stored: there is no need to look it up.
 */
export const isStorableText = (text: string): boolean => !unstorable.test(text)

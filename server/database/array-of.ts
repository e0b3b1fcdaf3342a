type Element = Date | string | number | boolean | null

/** An array as PostgreSQL reads it (manual, section 8.15.2); `pg` makes the same in several times as long. */
export function arrayOf<T>(items: readonly T[], element: (item: T, index: number) => Element): string {
  let text = ''
  for (let index = 0; index < items.length; index++) {
    if (index > 0) text += ','
    const value = element(items[index]!, index)
    if (value === null) text += 'NULL'
    else if (typeof value === 'string') text += quoted(value)
    else if (typeof value === 'object') text += quoted(value.toISOString())
    else text += value
  }
  return `{${text}}`
}

const quoted = (text: string) => `"${/["\\]/.test(text) ? text.replace(/["\\]/g, '\\$&') : text}"`

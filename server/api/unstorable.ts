import { isStorableText } from '../database/storable-text.ts'

/** Where in JSON or in parameters there is a text, or a name, that no table holds: `texts.es`; undefined where none is. */
export function unstorableField(given: unknown, path: readonly string[] = []): string | undefined {
  if (typeof given === 'string') return isStorableText(given) ? undefined : path.join('.')
  if (typeof given !== 'object' || given === null) return undefined
  for (const [name, value] of Object.entries(given)) {
    const field = isStorableText(name) ? unstorableField(value, [...path, name]) : path.join('.') || 'body'
    if (field !== undefined) return field
  }
  return undefined
}

import { useCity } from '../city.tsx'
import { es } from '../languages/es/index.ts'
import { type TextKey, useText } from '../languages/index.ts'
import { NONE } from '../parts/format.ts'

const DEGREES_DIGITS = 6

/** A field of a hotspot as a person reads it; a dash for nothing. */
export function useFieldWords(): (field: string, value: unknown) => string {
  const { format } = useCity()
  return (field, value) => {
    if (value === null || value === undefined || value === '') return NONE
    if (Array.isArray(value)) return value.length === 0 ? NONE : value.join(', ')
    if (field === 'retiredAt') return format.moment(String(value))
    if (typeof value === 'number')
      return field === 'latitude' || field === 'longitude' ? format.decimal(value, DEGREES_DIGITS) : format.count(value)
    return String(value)
  }
}

/** What a field of a hotspot is called; one without words by its own name. */
export function useFieldName(): (field: string) => string {
  const t = useText()
  return (field) => {
    const key = `item.${field}`
    return Object.hasOwn(es, key) ? t(key as TextKey) : field
  }
}

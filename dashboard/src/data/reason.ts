import { ApiFailure } from './failure.ts'
import { es } from '../languages/es/index.ts'
import { type TextKey, useText } from '../languages/index.ts'

/** A failure in the viewer's language: by its code, more exactly by its field or reason where there are words for that. */
export function useReason(error: unknown): string {
  const t = useText()
  if (!(error instanceof ApiFailure)) return String(error)
  const { code, field, details } = error
  const exact = [field, details.reason].map((part) => `problem.${code}.${part}`).find(isText)
  return t(exact ?? `problem.${code}`, { field: field ?? '', ...details })
}

/** Whether there are words for a key. */
export const isText = (key: string): key is TextKey => Object.hasOwn(es, key)

import { ApiFailure } from './failure.ts'
import { es } from '../languages/es/index.ts'
import { type TextKey, useText } from '../languages/index.ts'

/** The reason of a failure in the viewer's language: by its code, more exactly by the field where there are words. */
export function useReason(error: unknown): string {
  const t = useText()
  if (!(error instanceof ApiFailure)) return String(error)
  const { code, field, details } = error
  const ofField = `problem.${code}.${field}`
  return t(isText(ofField) ? ofField : `problem.${code}`, { field: field ?? '', ...details })
}

const isText = (key: string): key is TextKey => Object.hasOwn(es, key)

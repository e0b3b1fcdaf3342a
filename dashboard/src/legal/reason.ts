import { ApiFailure } from '../api.ts'
import type { es } from '../languages/es.ts'
import { useText } from '../languages/index.ts'
import { useReason } from '../notices.tsx'

type Field = keyof typeof es extends infer Key ? (Key extends `legal.error.${infer Name}` ? Name : never) : never
const fields: Record<Field, true> = {
  resident: true,
  hotspot: true,
  authority: true,
  basis: true,
  since: true,
  until: true,
  endsAt: true,
  id: true,
  device: true,
}
const isField = (name: string | undefined): name is Field => name !== undefined && Object.hasOwn(fields, name)

/** Why the law does not allow it, in words; another failure's as everywhere. */
export function useLegalReason(error: unknown): string {
  const t = useText()
  const reason = useReason(error)
  return error instanceof ApiFailure && error.status === 400 && isField(error.field)
    ? t(`legal.error.${error.field}`)
    : reason
}

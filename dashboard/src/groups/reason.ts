import { ApiFailure } from '../api.ts'
import { useText } from '../languages/index.ts'
import { useReason } from '../notices.tsx'
import { isLimit } from './limits.ts'

/** Why a group or policy was not stored, in words; another failure's as everywhere. */
export function useGroupReason(error: unknown): string {
  const t = useText()
  const reason = useReason(error)
  if (!(error instanceof ApiFailure) || error.status !== 400) return reason
  const { field } = error
  if (field === 'hours') return t('groups.error.hours', { part: /"([^"]*)"/.exec(error.message)?.[1] ?? '' })
  if (field === 'name' || field === 'policy') return t(`groups.error.${field}`)
  return isLimit(field) ? t('groups.error.range', { field: t(`policies.${field}`) }) : reason
}

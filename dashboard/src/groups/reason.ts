import { ApiFailure } from '../data/failure.ts'
import { useReason } from '../data/reason.ts'
import { useText } from '../languages/index.ts'
import { isLimit } from './limits.ts'

/** Why a group or policy was not stored, in words; another failure's as everywhere. */
export function useGroupReason(error: unknown): string {
  const t = useText()
  const reason = useReason(error)
  if (!(error instanceof ApiFailure)) return reason
  const { field } = error
  return isLimit(field) ? t('problem.wrong-policy.limit', { field: t(`policies.${field}`) }) : reason
}

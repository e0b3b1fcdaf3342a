import { useText } from '../languages/index.ts'
import type { useSaving } from './saving.ts'

/** What went wrong, and the buttons that save and give up. */
export function FormEnd({
  of: { reason, isSending },
  onCancel,
}: {
  of: Pick<ReturnType<typeof useSaving>, 'reason' | 'isSending'>
  onCancel: (() => void) | undefined
}) {
  const t = useText()
  return (
    <>
      {reason === undefined ? null : (
        <p className="whole" role="alert">
          {reason}
        </p>
      )}
      <p className="whole buttons">
        <button type="submit" className="go" disabled={isSending}>
          {t('groups.save')}
        </button>
        {onCancel ? (
          <button type="button" onClick={onCancel}>
            {t('groups.cancel')}
          </button>
        ) : null}
      </p>
    </>
  )
}

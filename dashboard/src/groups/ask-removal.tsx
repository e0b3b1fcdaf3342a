import { Ask } from '../hotspots/ask.tsx'
import { useText } from '../languages/index.ts'

/** Asks before a group or policy goes. */
export function AskRemoval({
  question,
  onRemove,
  onCancel,
}: {
  question: string
  onRemove: () => void
  onCancel: () => void
}) {
  const t = useText()
  return (
    <Ask question={question} onCancel={onCancel}>
      <button type="button" className="go" onClick={onRemove}>
        {t('groups.yes')}
      </button>
      <button type="button" onClick={onCancel}>
        {t('groups.cancel')}
      </button>
    </Ask>
  )
}

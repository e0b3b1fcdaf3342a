import { useState } from 'react'
import { useNow } from '../data/now.ts'
import { useText } from '../languages/index.ts'
import type { RunningImport } from './work.ts'

/** What is being done with the file, and for how long. */
export function Running({ of: { file, isApplied } }: { of: RunningImport }) {
  const t = useText()
  const [begun] = useState(Date.now)
  const seconds = Math.max(0, Math.floor((useNow(1000) - begun) / 1000))
  return (
    <div className="part import-running">
      <progress aria-label={t('import.file')} />
      <p role="status">{t(isApplied ? 'import.applying' : 'import.comparing', { file, seconds })}</p>
    </div>
  )
}

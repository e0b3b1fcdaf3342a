import { useState } from 'react'
import { type ImportProgress, readImportProgress } from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { useNow } from '../data/now.ts'
import { useResource } from '../data/resource.ts'
import { useText } from '../languages/index.ts'
import type { RunningImport } from './work.ts'

const RENEW_MS = 500

/** What is being done with the file, how far that is, and for how long. */
export function Running({ of: { file, isApplied, run } }: { of: RunningImport }) {
  const t = useText()
  const { format } = useCity()
  const [begun] = useState(Date.now)
  const seconds = Math.max(0, Math.floor((useNow(1000) - begun) / 1000))
  const { data } = useResource(readImportProgress, { params: { run } }, RENEW_MS)
  const { phase, done, total }: ImportProgress = data ?? { phase: 'waiting', done: 0, total: 0 }
  const rows = { done: format.count(done), total: format.count(total) }
  return (
    <div className="part import-running">
      <progress aria-label={t('import.file')} {...(done > 0 && { value: done, max: total })} />
      <p role="status">
        <strong>{t(isApplied ? 'import.applying' : 'import.comparing', { file })}</strong>{' '}
        <span data-phase={phase}>
          {t(`import.phase.${phase}`)}
          {done > 0 ? ` ${t('import.rowsOf', rows)}` : null}
        </span>
      </p>
      <p className="muted">{t('import.seconds', { seconds })}</p>
    </div>
  )
}

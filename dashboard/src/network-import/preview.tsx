import { useEffect, useRef, useState } from 'react'
import type { NetworkImported } from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { useText } from '../languages/index.ts'
import { FormFailure } from '../parts/form-failure.tsx'
import { Changes } from './changes.tsx'
import { Faults } from './faults.tsx'
import { Left } from './left.tsx'
import type { Retire } from './work.ts'

interface Props {
  of: NetworkImported
  file: string
  error: unknown
  onApply: (retire: Retire) => void
  onAnother: () => void
}

const nobody: Retire = new Set<number>()

/** What a file would change, or has changed: how many, each of them, what was set aside, and what has left the file. */
export function Preview({ of: result, file, error, onApply, onAnother }: Props) {
  const t = useText()
  const { format } = useCity()
  const [retire, setRetire] = useState<Retire>(nobody)
  const heading = useRef<HTMLHeadingElement>(null)
  // The field by which the file was chosen has gone.
  useEffect(() => heading.current?.focus(), [])
  const { applied, changed, leftTotal } = result
  const retiring = retire === 'all' ? leftTotal : retire.size
  const isNothing = changed === 0 && result.newAgents === 0 && retiring === 0
  const counts = [
    ...(['lines', 'changed', 'unchanged', 'newAgents', 'setAside', 'valuesLost'] as const).map(
      (name) => [name, result[name]] as const,
    ),
    ['left', leftTotal] as const,
    ...(applied ? [['retired', result.retired] as const] : []),
  ]
  return (
    <section aria-labelledby="import-result" className="import-result">
      <h2 id="import-result" ref={heading} tabIndex={-1}>
        {t(applied ? 'import.done' : 'import.preview')}: {file}
      </h2>
      <dl className="import-counts">
        {counts.map(([name, count]) => (
          <div key={name} data-count={name}>
            <dt>{t(`import.${name}`)}</dt>
            <dd>{format.count(count)}</dd>
          </div>
        ))}
      </dl>
      {!applied && isNothing ? <p>{t('import.applyNothing')}</p> : null}
      <FormFailure error={error} />
      <p className="buttons">
        {applied ? null : (
          <button type="button" className="go" disabled={isNothing} onClick={() => onApply(retire)}>
            {t('import.apply')}
          </button>
        )}
        <button type="button" onClick={onAnother}>
          {t('import.another')}
        </button>
      </p>
      {result.faults.length > 0 ? <Faults of={result} /> : null}
      {result.left.length > 0 ? <Left of={result} retire={applied ? undefined : retire} onRetire={setRetire} /> : null}
      {result.changes.length > 0 ? <Changes of={result} /> : null}
    </section>
  )
}

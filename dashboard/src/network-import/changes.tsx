import { Link } from 'react-router'
import type { NetworkImported } from '../../../server/api/contract/index.ts'
import { useText } from '../languages/index.ts'
import { useFieldName, useFieldWords } from '../network/words.ts'
import { PartShown, useShownPart } from './shown-part.tsx'

/** What changes of each hotspot, from what to what. */
export function Changes({ of: { changes, changed } }: { of: NetworkImported }) {
  const t = useText()
  const nameOf = useFieldName()
  const wordsOf = useFieldWords()
  const part = useShownPart(changes)
  return (
    <section aria-labelledby="import-changes">
      <h3 id="import-changes">{t('import.changes')}</h3>
      <table className="import-table">
        <thead>
          <tr>
            {(['import.line', 'import.hotspot', 'import.what'] as const).map((column) => (
              <th key={column} scope="col">
                {t(column)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {part.shown.map((change) => (
            <tr key={`${change.line} ${change.id}`} data-change={change.id}>
              <td data-label={t('import.line')}>{change.line}</td>
              <th scope="row">
                <Link to={`/network/hotspots/${change.id}`} target="_blank">
                  {change.name}
                </Link>
                <small className="muted">{[change.programme, change.code].join(' · ')}</small>
              </th>
              <td>
                <ul>
                  {Object.entries(change.changes).map(([field, [before, after]]) => (
                    <li key={field}>
                      <span className="muted">{nameOf(field)}:</span>{' '}
                      <span className="for-screen-readers">
                        {t('item.was', { before: wordsOf(field, before), after: wordsOf(field, after) })}
                      </span>
                      <span aria-hidden="true">
                        {wordsOf(field, before)} → {wordsOf(field, after)}
                      </span>
                    </li>
                  ))}
                </ul>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <PartShown of={part} total={changed} />
    </section>
  )
}

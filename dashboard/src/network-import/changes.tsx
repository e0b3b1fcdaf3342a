import { Link } from 'react-router'
import type { NetworkImported } from '../../../server/api/contract/index.ts'
import { useText } from '../languages/index.ts'
import { FieldChanges } from '../network/field-changes.tsx'
import { PartShown, useShownPart } from './shown-part.tsx'

/** What changes of each hotspot, from what to what. */
export function Changes({ of: { changes, changed } }: { of: NetworkImported }) {
  const t = useText()
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
                <FieldChanges changes={change.changes} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <PartShown of={part} total={changed} />
    </section>
  )
}

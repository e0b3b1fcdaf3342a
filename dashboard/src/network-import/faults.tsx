import { Link } from 'react-router'
import type { NetworkImported } from '../../../server/api/contract/index.ts'
import { useText } from '../languages/index.ts'
import { useFieldName } from '../network/words.ts'
import { NONE } from '../parts/format.ts'
import { PartShown, useShownPart } from './shown-part.tsx'

/** Lines and values that are not taken: which, why, and which hotspots they may be of. */
export function Faults({ of: { faults, setAside, valuesLost } }: { of: NetworkImported }) {
  const t = useText()
  const nameOf = useFieldName()
  const part = useShownPart(faults)
  return (
    <section aria-labelledby="import-faults">
      <h3 id="import-faults">{t('import.faults')}</h3>
      <p className="muted">{t('import.faultsHelp')}</p>
      <table className="import-table">
        <thead>
          <tr>
            {(['import.line', 'import.field', 'import.value', 'import.why'] as const).map((column) => (
              <th key={column} scope="col">
                {t(column)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {part.shown.map((fault) => (
            <tr key={`${fault.line} ${fault.field} ${fault.reason}`} data-fault={fault.line}>
              <td data-label={t('import.line')}>{fault.line}</td>
              <td data-label={t('import.field')}>{fault.field === '' ? NONE : nameOf(fault.field)}</td>
              <td data-label={t('import.value')}>{fault.value || NONE}</td>
              <td>
                {t(`import.why.${fault.reason}`)}{' '}
                <small className="muted">({t(fault.taken ? 'import.valueLost' : 'import.lineLost')})</small>
                {fault.candidates.length > 0 ? (
                  <ul>
                    {fault.candidates.map(({ id, name, programme, code }) => (
                      <li key={id}>
                        <span className="muted">{t('import.candidates')}</span>{' '}
                        <Link to={`/network/hotspots/${id}`} target="_blank">
                          {name}
                        </Link>{' '}
                        <small className="muted">{[programme, code].join(' · ')}</small>
                      </li>
                    ))}
                  </ul>
                ) : null}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <PartShown of={part} total={setAside + valuesLost} />
    </section>
  )
}

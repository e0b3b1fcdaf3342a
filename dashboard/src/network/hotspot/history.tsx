import { useCity } from '../../city.tsx'
import { useText } from '../../languages/index.ts'
import { FieldChanges } from '../field-changes.tsx'
import type { PartProps } from './hotspot-page.tsx'

/** What was changed of a hotspot: by whom, when, from what to what; the latest first. */
export function History({ of: { history } }: Pick<PartProps, 'of'>) {
  const t = useText()
  const { format } = useCity()
  return (
    <section className="part history" aria-label={t('item.history')}>
      <h2>{t('item.history')}</h2>
      {history.length === 0 ? <p className="empty">{t('item.noHistory')}</p> : null}
      <ol className="past">
        {history.map(({ at, staffId, staff, action, changes }, number) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: what is past does not change
          <li key={number}>
            <p>
              <time dateTime={at} className="muted">
                {format.moment(at)}
              </time>{' '}
              <strong>{staffId === null ? t('item.byCommand') : (staff ?? staffId)}</strong> {t(`item.did.${action}`)}
            </p>
            <FieldChanges changes={changes} className="past-fields" />
          </li>
        ))}
      </ol>
    </section>
  )
}

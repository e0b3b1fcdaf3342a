import { Link } from 'react-router'
import { type HotspotDetail, readInventoryItem } from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { useResource } from '../data/resource.ts'
import { useText } from '../languages/index.ts'
import { useFieldWords } from '../network/words.ts'
import { Reading } from '../parts/reading.tsx'
import { Directions } from './directions.tsx'
import { Note } from './note.tsx'

const MOST_CHANGES = 3
const fields = ['mac', 'bssids', 'agent', 'agentKey', 'model', 'serial', 'equipment', 'installedOn', 'notes'] as const

/** Which device it is, where, and what was changed of it last: for whoever goes there or calls who does. */
export function Identity({ of: hotspot }: { of: HotspotDetail }) {
  const t = useText()
  const { format } = useCity()
  const wordsOf = useFieldWords()
  const item = useResource(readInventoryItem, { params: { id: hotspot.id } })
  const { data } = item
  const isKnown = (value: unknown) => value !== null && !(Array.isArray(value) && value.length === 0)
  return (
    <section className="identity" aria-label={t('hotspot.identity')}>
      <h3>
        {t('hotspot.identity')} <Link to={`/network/hotspots/${hotspot.id}`}>{t('hotspot.all')}</Link>
      </h3>
      <Reading of={item} />
      <dl className="places">
        <div>
          <dt>{t('hotspot.coordinates')}</dt>
          <dd>
            <Directions latitude={hotspot.latitude} longitude={hotspot.longitude} />
          </dd>
        </div>
        {fields
          .filter((field) => data && isKnown(data[field]))
          .map((field) => (
            <div key={field}>
              <dt>{t(`item.${field}`)}</dt>
              <dd>{wordsOf(field, data![field])}</dd>
            </div>
          ))}
      </dl>
      {data ? <Note hotspotId={hotspot.id} notes={data.notes} onChange={item.reload} /> : null}
      {data && data.history.length > 0 ? (
        <ul className="identity-changes">
          {data.history.slice(0, MOST_CHANGES).map(({ at, staff, staffId, action }) => (
            <li key={`${at} ${action}`}>
              <time dateTime={at} className="muted">
                {format.moment(at)}
              </time>{' '}
              {staffId === null ? t('item.byCommand') : (staff ?? staffId)} {t(`item.did.${action}`)}
            </li>
          ))}
        </ul>
      ) : null}
    </section>
  )
}

import { Link } from 'react-router'
import { type HotspotDetail, readInventoryItem } from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { useResource } from '../data/resource.ts'
import { useText } from '../languages/index.ts'
import { useFieldWords } from '../network/words.ts'
import { NONE } from '../parts/format.ts'
import { Reading } from '../parts/reading.tsx'
import { Directions } from './directions.tsx'
import { Note } from './note.tsx'
import { toldAndNoted } from './told-and-noted.ts'

const MOST_CHANGES = 3
const fields = [
  'mac',
  'bssids',
  'agent',
  'agentKey',
  'model',
  'firmware',
  'serial',
  'equipment',
  'installedOn',
  'notes',
] as const
type Field = (typeof fields)[number]

/** Which device it is, where, and what was changed of it last: for whoever goes there or calls who does. */
export function Identity({ of: hotspot }: { of: HotspotDetail }) {
  const t = useText()
  const { format } = useCity()
  const wordsOf = useFieldWords()
  const item = useResource(readInventoryItem, { params: { id: hotspot.id } })
  const { data } = item
  const wordsOfField = (field: Field): string => {
    if (field !== 'model' && field !== 'firmware' && field !== 'serial') return wordsOf(field, data?.[field])
    const { words, noted } = toldAndNoted(field, hotspot.device, field === 'firmware' ? null : data?.[field])
    return words && noted ? t('item.toldAndNoted', { told: words, noted }) : (words ?? NONE)
  }
  const rows = fields.map((field) => [field, wordsOfField(field)] as const).filter(([, words]) => words !== NONE)
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
        {rows.map(([field, words]) => (
          <div key={field}>
            <dt>{t(field === 'firmware' ? 'equipment.firmware' : `item.${field}`)}</dt>
            <dd>{words}</dd>
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

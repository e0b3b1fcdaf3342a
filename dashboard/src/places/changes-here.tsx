import { Link } from 'react-router'
import { type PlaceChanges, readGatewayChanges, readSiteChanges } from '../../../server/api/contract/index.ts'
import { useActionWords } from '../audit/words.ts'
import { useCity } from '../city.tsx'
import { useResource } from '../data/resource.ts'
import { es } from '../languages/es/index.ts'
import { type TextKey, useText } from '../languages/index.ts'
import { Reading } from '../parts/reading.tsx'
import type { Place } from './place.ts'

/** What was changed at a place, by whom, and what is noted of it. */
export function ChangesHere({ of }: { of: Place }) {
  const t = useText()
  const [read, id] = 'gateway' in of ? [readGatewayChanges, of.gateway] : [readSiteChanges, of.site]
  const resource = useResource(read as typeof readGatewayChanges, { params: { id } })
  const { data } = resource
  return (
    <>
      <section className="part" aria-label={t('place.changes')}>
        <h2>{t('place.changes')}</h2>
        <Reading of={resource} />
        {data?.changes.length === 0 ? <p className="empty">{t('place.noChanges')}</p> : null}
        <ul className="place-changes">
          {data?.changes.map((change) => (
            <Change key={`${change.at} ${change.action} ${change.hotspot?.id}`} of={change} />
          ))}
        </ul>
      </section>
      {data && data.notes.length > 0 ? (
        <section className="part" aria-label={t('place.notes')}>
          <h2>{t('place.notes')}</h2>
          <dl className="place-notes">
            {data.notes.map(({ id: hotspot, name, notes }) => (
              <div key={hotspot}>
                <dt>
                  <Link to={`/network/hotspots/${hotspot}`}>{name}</Link>
                </dt>
                <dd>{notes}</dd>
              </div>
            ))}
          </dl>
        </section>
      ) : null}
    </>
  )
}

function Change({ of: { at, staff, action, hotspot } }: { of: PlaceChanges['changes'][number] }) {
  const t = useText()
  const { format } = useCity()
  const actionWords = useActionWords()
  const key = `item.did.${action}`
  return (
    <li>
      <time dateTime={at} className="muted">
        {format.moment(at)}
      </time>{' '}
      {hotspot ? (
        <>
          <Link to={`/network/hotspots/${hotspot.id}`}>{hotspot.name}</Link>: {staff ?? t('item.byCommand')}{' '}
          {Object.hasOwn(es, key) ? t(key as TextKey) : action}
        </>
      ) : (
        <>
          {staff ?? t('item.byCommand')}: {actionWords(action)}
        </>
      )}
    </li>
  )
}

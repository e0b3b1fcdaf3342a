import { listFound } from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { useList } from '../data/resource.ts'
import { useText } from '../languages/index.ts'
import { mayChange, NetworkPage } from '../network/frame.tsx'
import { useSelection } from '../network/selection.ts'
import { More } from '../parts/more.tsx'
import { Reading } from '../parts/reading.tsx'
import { AcceptMany } from './accept-many.tsx'
import { FoundRow } from './row.tsx'

/** Access points that gateways or controllers name and Plaza does not know, to be taken for the hotspots that they are. */
export function FoundPage() {
  const t = useText()
  const { me } = useCity()
  return (
    <NetworkPage title={t('network.found')}>
      {mayChange(me.role) ? <Found /> : <p className="empty">{t('found.forbidden')}</p>}
    </NetworkPage>
  )
}

function Found() {
  const t = useText()
  const { format } = useCity()
  const list = useList(listFound, {})
  const selection = useSelection('found')
  const { data, reload } = list
  const likely = data?.items.filter((one) => one.likely !== null) ?? []
  const areAll = likely.length > 0 && likely.every(({ id }) => selection.has(id))
  const columns = ['found.called', 'found.source', 'found.sessions', 'found.heard', 'found.likely'] as const
  return (
    <>
      <p className="muted lead">{t('found.lead')}</p>
      <p role="status" className="table-head">
        {data && data.total > 0 ? t('found.count', { count: data.total, number: format.count(data.total) }) : ''}
      </p>
      <Reading of={list} />
      {data?.total === 0 ? <p className="empty">{t('found.none')}</p> : null}
      {data && data.total > 0 ? (
        <table className="inventory found-table">
          <thead>
            <tr>
              <th scope="col" className="box">
                <input
                  type="checkbox"
                  aria-label={t('found.chooseShown')}
                  disabled={likely.length === 0}
                  checked={areAll}
                  onChange={() => selection.choose(areAll ? [] : likely.map(({ id }) => id))}
                />
              </th>
              {columns.map((column) => (
                <th key={column} scope="col" className={column === 'found.sessions' ? 'number' : ''}>
                  {t(column)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {data.items.map((one) => (
              <FoundRow key={one.id} of={one} selection={selection} onAccepted={reload} />
            ))}
          </tbody>
        </table>
      ) : null}
      <More of={list} />
      <AcceptMany
        of={likely.filter(({ id }) => selection.has(id))}
        onDone={() => {
          selection.choose([])
          reload()
        }}
      />
    </>
  )
}

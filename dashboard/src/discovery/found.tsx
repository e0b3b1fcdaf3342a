import { useEffect, useId, useRef, useState } from 'react'
import { type DiscoveredAgent, listDiscovered } from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { useList } from '../data/resource.ts'
import { useText } from '../languages/index.ts'
import { useKept } from '../network/kept.ts'
import { useSelection } from '../network/selection.ts'
import { More } from '../parts/more.tsx'
import { Reading } from '../parts/reading.tsx'
import { AcceptChosen } from './accept-chosen.tsx'
import { FoundRow } from './row.tsx'

/** Whether it may be taken for its hotspot: that is not asked through it already. */
export const isOffered = ({ match }: DiscoveredAgent): boolean => match !== null && match.because !== 'agent'

/** The agents that were found. @param stage of the search: they are read again when it changes */
export function Found({ stage }: { stage: number | 'over' }) {
  const t = useText()
  const { format } = useCity()
  const id = useId()
  const [isAll, setAll] = useState(false)
  const list = useKept(useList(listDiscovered, { query: { which: isAll ? 'all' : 'new' } }))
  const { data, reload } = list
  const last = useRef(stage)
  useEffect(() => {
    if (last.current !== stage) reload()
    last.current = stage
  }, [stage, reload])
  const selection = useSelection('discovered')
  const offered = data?.items.filter(isOffered) ?? []
  const areAll = offered.length > 0 && offered.every((one) => selection.has(one.id))
  return (
    <section>
      <h2>{t('discovery.found')}</h2>
      <div className="table-head">
        <span className="check">
          <input id={id} type="checkbox" checked={isAll} onChange={({ target }) => setAll(target.checked)} />
          <label htmlFor={id}>{t('discovery.showAll')}</label>
        </span>
        <span className="muted" role="status">
          {data && data.total > 0 ? t('discovery.count', { count: data.total, number: format.count(data.total) }) : ''}
        </span>
      </div>
      <Reading of={list} />
      {data?.total === 0 ? <p className="empty">{t(isAll ? 'discovery.noneAtAll' : 'discovery.none')}</p> : null}
      {data && data.total > 0 ? (
        <table className="inventory found-table">
          <thead>
            <tr>
              <th scope="col" className="box">
                <input
                  type="checkbox"
                  aria-label={t('discovery.chooseShown')}
                  disabled={offered.length === 0}
                  checked={areAll}
                  onChange={() => selection.choose(areAll ? [] : offered.map((one) => one.id))}
                />
              </th>
              {(['discovery.address', 'discovery.what', 'discovery.identity', 'discovery.hotspot'] as const).map(
                (column) => (
                  <th key={column} scope="col">
                    {t(column)}
                  </th>
                ),
              )}
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
      <AcceptChosen
        of={offered.filter((one) => selection.has(one.id))}
        onDone={() => {
          selection.choose([])
          reload()
        }}
      />
    </section>
  )
}

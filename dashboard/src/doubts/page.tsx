import { listDoubts } from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { useResource } from '../data/resource.ts'
import { useText } from '../languages/index.ts'
import { NetworkPage } from '../network/frame.tsx'
import { WholeAsCsv } from '../parts/csv-link.tsx'
import { ForThose } from '../parts/for-those.tsx'
import { Reading } from '../parts/reading.tsx'
import { DoubtRow } from './row.tsx'

/** What of hotspots cannot be as it is said, each with the ways to settle it. */
export function DoubtsPage() {
  const t = useText()
  return (
    <NetworkPage title={t('network.doubts')}>
      <ForThose who={listDoubts} otherwise="doubts.forbidden">
        <Doubts />
      </ForThose>
    </NetworkPage>
  )
}

function Doubts() {
  const t = useText()
  const { format } = useCity()
  const list = useResource(listDoubts, {})
  const { data, reload } = list
  return (
    <>
      <p className="muted lead">{t('doubts.lead')}</p>
      <p role="status" className="table-head">
        {data && data.total > 0 ? t('doubts.count', { count: data.total, number: format.count(data.total) }) : ''}
      </p>
      <Reading of={list} />
      {data?.total === 0 ? <p className="empty">{t('doubts.none')}</p> : null}
      {data && data.total > 0 ? (
        <table className="inventory found-table">
          <thead>
            <tr>
              {(['doubts.hotspot', 'doubts.what', 'doubts.settle'] as const).map((column) => (
                <th key={column} scope="col">
                  {t(column)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {data.items.map((one) => (
              <DoubtRow key={one.id} of={one} onSettled={reload} />
            ))}
          </tbody>
        </table>
      ) : null}
      {data && data.total > 0 ? <WholeAsCsv of={listDoubts} given={{}} /> : null}
    </>
  )
}

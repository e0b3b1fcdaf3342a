import type { Answer, listFaultReports } from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import type { Resource } from '../data/resource.ts'
import { useText } from '../languages/index.ts'
import { Failure } from '../notices.tsx'

/** Reports shown. */
const SHOWN = 10

/** What residents say does not work here. */
export function Faults({ reports }: { reports: Resource<Answer<typeof listFaultReports>> }) {
  const t = useText()
  const { format } = useCity()
  if (reports.error) return <Failure error={reports.error} retry={reports.reload} />
  const shown = reports.data?.reports.slice(0, SHOWN)
  if (!shown) return null
  return (
    <section>
      <h3>{t('faults.title')}</h3>
      {shown.length === 0 ? <p className="empty">{t('faults.none')}</p> : null}
      <ul>
        {shown.map(({ day, fault, times, lastAt }) => (
          <li key={`${day} ${fault}`} data-fault={fault}>
            <time dateTime={lastAt}>{format.moment(lastAt)}</time> <strong>{t(`fault.${fault}`)}</strong>{' '}
            {t('faults.times', { count: times, number: format.count(times) })}
          </li>
        ))}
      </ul>
    </section>
  )
}

import { listAudit } from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { useList } from '../data/resource.ts'
import { useText } from '../languages/index.ts'
import { ListTable } from '../parts/list-table.tsx'
import { useActionWords } from './words.ts'

export function AuditPage() {
  const t = useText()
  const { me, format } = useCity()
  const wordsOf = useActionWords()
  const allowed = me.role === 'admin'
  const list = useList(allowed ? listAudit : undefined, {})
  return (
    <div className="page wide">
      <h1>{t('audit.title')}</h1>
      {allowed ? <p className="muted">{t('audit.lead')}</p> : <p className="empty">{t('audit.forbidden')}</p>}
      {allowed ? (
        <ListTable
          of={list}
          className="audit"
          columns={[t('audit.at'), t('audit.actor'), t('audit.action'), t('audit.target'), t('audit.detail')]}
          none={t('audit.none')}
          row={(event) => (
            <tr key={event.id}>
              <td>{format.moment(event.at)}</td>
              <td>{event.actor}</td>
              <td title={event.action}>{wordsOf(event.action)}</td>
              <td>{event.target}</td>
              <td>
                <code>{detailOf(event.detail)}</code>
              </td>
            </tr>
          )}
        />
      ) : null}
    </div>
  )
}

const detailOf = (detail: Record<string, unknown>): string =>
  Object.entries(detail)
    .map(([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(', ')

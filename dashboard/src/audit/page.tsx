import { listAudit } from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { useList } from '../data/resource.ts'
import { useText } from '../languages/index.ts'
import { ForThose } from '../parts/for-those.tsx'
import { ListTable } from '../parts/list-table.tsx'
import { useActionWords } from './words.ts'

export function AuditPage() {
  const t = useText()
  return (
    <div className="page wide">
      <h1>{t('audit.title')}</h1>
      <ForThose who={listAudit} otherwise="audit.forbidden">
        <Events />
      </ForThose>
    </div>
  )
}

function Events() {
  const t = useText()
  const { format } = useCity()
  const wordsOf = useActionWords()
  const list = useList(listAudit, {})
  return (
    <>
      <p className="muted">{t('audit.lead')}</p>
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
    </>
  )
}

const detailOf = (detail: Record<string, unknown>): string =>
  Object.entries(detail)
    .map(([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(', ')

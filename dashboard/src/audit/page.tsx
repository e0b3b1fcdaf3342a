import { listAudit } from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { useList } from '../data/resource.ts'
import type { es } from '../languages/es.ts'
import { useText } from '../languages/index.ts'
import { ListTable } from '../parts/list-table.tsx'

export function AuditPage() {
  const t = useText()
  const { me, format } = useCity()
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
              <td title={event.action}>{isKnown(event.action) ? t(`audit.action.${event.action}`) : event.action}</td>
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

type Known = keyof typeof es extends infer Key ? (Key extends `audit.action.${infer Action}` ? Action : never) : never
const known: Record<Known, true> = {
  'staff.sign-in': true,
  'staff.sign-in-failed': true,
  'staff.sign-out': true,
  'staff.put': true,
  'resident.block': true,
  'resident.unblock': true,
  'resident.export': true,
  'resident.erase': true,
  'session.disconnect': true,
  'session.limits': true,
  'sessions.disconnect': true,
  'sessions.disconnected': true,
  'gateway.add': true,
  'gateway.rotate-secret': true,
  'device-credential.add': true,
  'device-credential.revoke': true,
  'gateway.message-authenticator': true,
  'legal-hold.place': true,
  'legal-hold.release': true,
  'lawful-request.ask': true,
  'lawful-request.approve': true,
  'lawful-request.refuse': true,
  'lawful-request.export': true,
  'help-case.read': true,
  'notice.add': true,
  'notice.withdraw': true,
  'hotspot-group.add': true,
  'hotspot-group.set': true,
  'hotspot-group.remove': true,
  'hotspot-group.assign': true,
  'hotspot-group.unassign': true,
  'policy.add': true,
  'policy.set': true,
  'policy.remove': true,
  'emergency.start': true,
  'emergency.end': true,
  'emergency.disconnected': true,
  'hotspots.import': true,
  'neighbourhoods.import': true,
}
/** Whether there are words for an action; another is shown as it is. */
const isKnown = (action: string): action is Known => Object.hasOwn(known, action)

const detailOf = (detail: Record<string, unknown>): string =>
  Object.entries(detail)
    .map(([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(', ')

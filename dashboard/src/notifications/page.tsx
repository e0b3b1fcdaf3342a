import { listReceivers } from '../../../server/api/contract/index.ts'
import { useWholeList } from '../data/resource.ts'
import { useText } from '../languages/index.ts'
import { ForThose } from '../parts/for-those.tsx'
import { Deliveries } from './deliveries.tsx'
import { Receivers } from './receivers.tsx'
import { NotificationRoutes } from './routes.tsx'

/** Who is called for incidents: receivers, routes to them, and what became of each message. */
export function NotificationsPage() {
  const t = useText()
  return (
    <div className="page incidents-page">
      <h1>{t('notifications.title')}</h1>
      <ForThose who={listReceivers} otherwise="notifications.forbidden">
        <All />
      </ForThose>
    </div>
  )
}

function All() {
  const t = useText()
  const receivers = useWholeList(listReceivers, {})
  return (
    <>
      <p className="muted">{t('notifications.lead')}</p>
      <Receivers of={receivers} />
      <NotificationRoutes receivers={receivers.data?.items ?? []} />
      <Deliveries receivers={receivers.data?.items ?? []} />
    </>
  )
}

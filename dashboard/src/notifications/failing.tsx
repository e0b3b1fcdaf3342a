import { listFailingReceivers } from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { may } from '../data/may.ts'
import { useResource } from '../data/resource.ts'
import { useText } from '../languages/index.ts'

/** Tells operators and administrators which receivers take nothing: whom they call hears nothing of an outage. */
export function FailingReceivers() {
  const t = useText()
  const { me, format } = useCity()
  const { data } = useResource(may(me, listFailingReceivers) ? listFailingReceivers : undefined, {}, 60_000)
  if (!data || data.receivers.length === 0) return null
  return (
    <div className="ending" role="alert">
      {data.receivers.map(({ name, since }) => (
        <p key={name}>{t('receivers.failing', { name, at: format.moment(since) })}</p>
      ))}
    </div>
  )
}

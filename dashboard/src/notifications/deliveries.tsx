import { useState } from 'react'
import { Link } from 'react-router'
import { type Delivery, deliveryState, listDeliveries, type Receiver } from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { useList } from '../data/resource.ts'
import { useText } from '../languages/index.ts'
import { NONE } from '../parts/format.ts'
import { ListTable } from '../parts/list-table.tsx'

const RENEW_MS = 10_000

/** What became of each message, newest first. */
export function Deliveries({ receivers }: { receivers: readonly Receiver[] }) {
  const t = useText()
  const [receiver, setReceiver] = useState<number>()
  const [state, setState] = useState<Delivery['state']>()
  const list = useList(listDeliveries, { query: { receiver, state } }, RENEW_MS)
  return (
    <section>
      <h2>{t('deliveries.title')}</h2>
      <search className="incident-filters">
        <label>
          {t('deliveries.receiver')}
          <select value={receiver ?? ''} onChange={({ target }) => setReceiver(Number(target.value) || undefined)}>
            <option value="">{t('incidents.any')}</option>
            {receivers.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <label>
          {t('deliveries.state')}
          <select value={state ?? ''} onChange={({ target }) => setState(deliveryState.safeParse(target.value).data)}>
            <option value="">{t('incidents.any')}</option>
            {deliveryState.options.map((each) => (
              <option key={each} value={each}>
                {t(`deliveries.state.${each}`)}
              </option>
            ))}
          </select>
        </label>
      </search>
      <ListTable
        of={list}
        className="deliveries"
        columns={(['at', 'receiver', 'state', 'about'] as const).map((column) => t(`deliveries.${column}`))}
        none={t('deliveries.none')}
        row={(delivery) => <Row key={delivery.id} of={delivery} />}
      />
    </section>
  )
}

function Row({ of }: { of: Delivery }) {
  const t = useText()
  const { format } = useCity()
  return (
    <tr>
      <td data-label={t('deliveries.at')}>{format.moment(of.createdAt)}</td>
      <td data-label={t('deliveries.receiver')}>{of.receiver}</td>
      <td data-label={t('deliveries.state')}>
        <span className={of.error === null ? '' : 'fails'}>
          {t(`deliveries.state.${of.state}`)}
          {of.error === null ? '' : `: ${of.error}`}
        </span>
        {of.attempts > 1 ? ` (${t('deliveries.attempts', { count: of.attempts })})` : ''}
      </td>
      <td data-label={t('deliveries.about')}>{of.test ? t('deliveries.test') : <About of={of} />}</td>
    </tr>
  )
}

const MOST_SHOWN = 8

/** The incidents, by number, and what else a message tells. */
function About({ of: { incidents, events } }: { of: Delivery }) {
  const t = useText()
  const told = (['imports', 'sign-ins'] as const).flatMap((kind) => {
    const count = events.filter((each) => each === kind).length
    return count === 0 ? [] : t(`deliveries.${kind}`, { count })
  })
  if (incidents.length === 0 && told.length === 0) return NONE
  return (
    <>
      {incidents.slice(0, MOST_SHOWN).map((id) => (
        <span key={id}>
          <Link to={`/incidents/${id}`}>{id}</Link>{' '}
        </span>
      ))}
      {incidents.length > MOST_SHOWN ? `+${incidents.length - MOST_SHOWN} ` : ''}
      {told.join(', ')}
    </>
  )
}

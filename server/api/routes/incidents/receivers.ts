import { publish } from '../../../database/events/events.ts'
import { makeTestDelivery } from '../../../incidents/notify/deliveries.ts'
import { asReceiverError, ReceiverError } from '../../../incidents/notify/receiver-error.ts'
import { addReceiver, listReceivers, receiverById, setReceiver } from '../../../incidents/notify/receivers.ts'
import { countDeliveries, deliveryOf, failingReceivers, listDeliveries } from '../../../incidents/notify/views.ts'
import * as contract from '../../contract/index.ts'
import { cutPage, rowsFor, shownAs, wholePage } from '../../cursor.ts'
import { type ApiParts, ApiProblem, changed, implement } from '../../route.ts'
import { idBefore } from '../parameters.ts'

const noSuchReceiver = (id: number) => new ApiProblem(404, 'no-such-receiver', `There is no receiver ${id}.`)
const iso = (at: Date | null) => at?.toISOString() ?? null

function explained(error: unknown): never {
  try {
    return asReceiverError(error)
  } catch (found) {
    if (found instanceof ReceiverError) throw new ApiProblem(400, 'wrong-receiver', found.message, found.field)
    throw found
  }
}

/** The sender looks at what is due. */
const whenStored = ({ db, log }: ApiParts) =>
  void publish(db, { type: 'incidents' }).catch((error) => log.warn({ err: error }, 'the sender was not woken'))

export const receiverRoutes = [
  implement(contract.listReceivers, async ({ parts: { db } }) => {
    const rows = await listReceivers(db)
    return wholePage(
      rows.map(({ disabled_at, failing_since, created_at: _, ...row }) => ({
        ...{ ...row, disabled: disabled_at !== null, failingSince: iso(failing_since) },
      })),
    )
  }),
  implement(contract.addReceiver, async ({ parts: { db, sealer }, body }) => {
    const id = await addReceiver(db, sealer, body).catch(explained)
    const { shown } = (await receiverById(db, id))!
    return changed({ id }, { name: body.name, kind: body.kind, language: body.language, events: body.events, shown })
  }),
  implement(contract.changeReceiver, async ({ parts: { db, sealer }, params: { id }, body }) => {
    const before = await receiverById(db, id)
    if (!before) throw noSuchReceiver(id)
    await setReceiver(db, sealer, before, body).catch(explained)
    const { settings, ...fields } = body
    const { shown } = (await receiverById(db, id))!
    return changed({ done: true }, { ...fields, ...(settings && { shown }) })
  }),
  implement(contract.testReceiver, async ({ parts: { db }, params: { id } }) => {
    const receiver = await receiverById(db, id)
    if (!receiver) throw noSuchReceiver(id)
    const delivery = await makeTestDelivery(db, id)
    return changed({ delivery }, { name: receiver.name }, { whenStored })
  }),
  implement(contract.listFailingReceivers, async ({ parts: { db } }) => ({
    receivers: (await failingReceivers(db)).map(({ name, since }) => ({ name, since: since.toISOString() })),
  })),
  implement(contract.listDeliveries, async ({ parts: { db }, query }) => {
    const wanted = { receiverId: query.receiver, state: query.state }
    const [rows, total] = await Promise.all([
      listDeliveries(db, { ...wanted, limit: rowsFor(query), before: idBefore(query.cursor) }),
      countDeliveries(db, wanted, contract.MOST_COUNTED),
    ])
    return shownAs(
      cutPage(rows, query, total, ({ id }) => [id]),
      shownDelivery,
    )
  }),
  implement(contract.readDelivery, async ({ parts: { db }, params: { id } }) => {
    const row = await deliveryOf(db, id)
    if (!row) throw new ApiProblem(404, 'no-such-delivery', `There is no delivery ${id}.`)
    return shownDelivery(row)
  }),
]

type Row = NonNullable<Awaited<ReturnType<typeof deliveryOf>>>

const shownDelivery = ({ createdAt, nextTryAt, sentAt, ...row }: Row) => ({
  ...{ ...row, createdAt: createdAt.toISOString(), sentAt: iso(sentAt) },
  nextTryAt: row.state === 'waiting' ? nextTryAt.toISOString() : null,
})

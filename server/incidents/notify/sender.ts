import type { Database } from '../../database/connection.ts'
import { subscribe } from '../../database/events/events.ts'
import type { Log } from '../../log.ts'
import type { Sealer } from '../../sealing.ts'
import { type Claimed, claimDeliveries, makeDeliveries, noteFailed, noteSent, toldBy } from './deliveries.ts'
import { eventsOf, storeEvents } from './events/store.ts'
import { sendBy } from './receivers.ts'
import { NotTaken } from './senders/post.ts'

export interface SenderOptions {
  db: Database
  log: Log
  sealer: Sealer
  /** Where the dashboard is, for links: scheme, host and port. */
  publicUrl: string
  timeZone: string
  /** How often (ms) it is looked for what is due; default 2,000. */
  everyMs?: number
}

export interface NotificationSender {
  /** Makes and sends what is due now. */
  run(): Promise<void>
  close(): Promise<void>
}

/** Messages under way at a time: one slow receiver does not hold up the others. */
const AT_A_TIME = 10

/**
 * Tells receivers what is to be told. Each message is stored before it is tried and marked when it was taken; a process
 * that dies in between leaves it to another one, which sends it once more under the same number.
 */
export async function startNotificationSender(options: SenderOptions): Promise<NotificationSender> {
  const { db, log, everyMs = 2000 } = options
  let running: Promise<void> | undefined
  let wanted = false
  const run = (): Promise<void> => {
    wanted = true
    running ??= sendAll()
      .catch((error) => log.error({ err: error }, 'nobody was notified of incidents'))
      .finally(() => {
        running = undefined
      })
    return running
  }
  const sendAll = async () => {
    while (wanted) {
      wanted = false
      await storeEvents(db, new Date()).catch((error) =>
        log.error({ err: error }, 'nobody was told of imports and sign-ins'),
      )
      await makeDeliveries(db, new Date())
      const claimed = await claimDeliveries(db, new Date(), AT_A_TIME)
      await Promise.all(claimed.map((delivery) => send(options, delivery)))
      if (claimed.length === AT_A_TIME) wanted = true
    }
  }
  const soon = () => void run()
  const subscription = await subscribe(db, ({ type }) => (type === 'incidents' ? soon() : undefined), soon)
  const timer = setInterval(soon, everyMs).unref()
  return {
    run,
    async close() {
      clearInterval(timer)
      await subscription.close()
      await running
    },
  }
}

/** Sends this one message now, unless another process is at it. */
export async function sendNow(options: Omit<SenderOptions, 'everyMs'>, deliveryId: number): Promise<void> {
  const [delivery] = await claimDeliveries(options.db, new Date(), 1, deliveryId)
  if (delivery) await send(options, delivery)
}

async function send({ db, log, sealer, publicUrl, timeZone }: SenderOptions, delivery: Claimed): Promise<void> {
  const [told, events] = delivery.test ? [[], []] : [await toldBy(db, delivery.id), await eventsOf(db, delivery.id)]
  const linkOf = (id: number) => `${publicUrl}/dashboard/incidents/${id}`
  try {
    const { id: deliveryId, language } = delivery
    await sendBy(sealer, delivery, { deliveryId, told, events, linkOf, language, timeZone })
  } catch (error) {
    const why = error instanceof NotTaken ? error.message : (error as Error).name
    log.warn({ receiver: delivery.name, attempt: delivery.attempts, why }, 'a receiver did not take a notification')
    return noteFailed(db, delivery, why, new Date())
  }
  await noteSent(db, delivery, new Date())
}

import { inOneTransaction } from '../../server/database/one-transaction.ts'
import type { DemoParts } from '../../server/demo.ts'
import { addRoute } from '../../server/incidents/notify/change-routes.ts'
import { addReceiver, listReceivers, setReceiver } from '../../server/incidents/notify/receivers.ts'
import { beginSilence } from '../../server/incidents/silences/change.ts'
import { listSilences } from '../../server/incidents/silences/views.ts'
import { receiverEvents } from '../../server/incidents/tables.ts'
import { loadGateways } from '../../server/network/gateways/gateways.ts'
import type { DemoInbox } from './inbox.ts'

const HOUR_MS = 3_600_000
const route = {
  kinds: ['down', 'degraded'],
  ...{ districtId: null, groupId: null, hours: null, groupWaitSeconds: 30, groupIntervalSeconds: 120 },
  ...{ repeatSeconds: null, escalateSeconds: null, escalateTo: null },
} as const

/** Who is called in the demo city, and a maintenance every Sunday; what is there is kept, but for where the inbox listens. */
export async function ensureOnCall({ db, sealer, config }: DemoParts, inbox: DemoInbox): Promise<void> {
  const settings = {
    webhook: { url: inbox.webhookUrl, secret: inbox.webhookSecret },
    email: { to: ['guardia@ciudad.example'], from: 'plaza@ciudad.example', smtp: inbox.smtpUrl },
  }
  const names = { webhook: 'Mesa de servicio', email: 'Guardia' } as const
  const events = { webhook: receiverEvents, email: ['incidents'] } as const
  const kept = await listReceivers(db)
  const gateways = await loadGateways(db, sealer)
  const silences = await listSilences(db, new Date(), config.timeZone)
  await inOneTransaction(db, async (tx) => {
    for (const kind of ['webhook', 'email'] as const) {
      const known = kept.find(({ name }) => name === names[kind])
      if (known) {
        await setReceiver(tx, sealer, known, { settings: settings[kind] })
        continue
      }
      const receiver = {
        name: names[kind],
        kind,
        settings: settings[kind],
        language: 'es',
        events: events[kind],
      } as const
      const receiverId = await addReceiver(tx, sealer, receiver)
      // The mailbox is for what leaves many without service.
      const leastResidents = kind === 'email' ? 500 : 0
      await addRoute(tx, { ...route, name: names[kind], receiverId, leastResidents, goesOn: kind === 'webhook' })
    }
    const [gateway] = gateways
    if (silences.length > 0 || !gateway) return
    const startsAt = lastSundayAtThree(new Date())
    await beginSilence(
      tx,
      {
        ...{ scope: 'gateway', subjectId: gateway.id, programme: null, rrule: 'FREQ=WEEKLY;BYDAY=SU', startsAt },
        ...{ endsAt: new Date(startsAt.getTime() + 2 * HOUR_MS), reason: 'Mantenimiento de cada domingo' },
      },
      null,
    )
  })
}

/** By UTC−6, which the demo city has all year. */
function lastSundayAtThree(now: Date): Date {
  const day = new Date(now.getTime() - now.getUTCDay() * 24 * HOUR_MS)
  day.setUTCHours(9, 0, 0, 0)
  return day
}

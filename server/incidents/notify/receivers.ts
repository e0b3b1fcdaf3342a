import type { z } from 'zod'
import type { Database } from '../../database/connection.ts'
import type { OneTransaction } from '../../database/one-transaction.ts'
import type { Sealer } from '../../sealing.ts'
import type { ReceiverEvent, ReceiverKind } from '../tables.ts'
import type { Message } from './message.ts'
import { ReceiverError } from './receiver-error.ts'
import { alertmanagerSettings, sendAlertmanager } from './senders/alertmanager.ts'
import { emailSettings, sendEmail } from './senders/email.ts'
import { pagerdutySettings, sendPagerduty } from './senders/pagerduty.ts'
import { sendSlack, slackSettings } from './senders/slack.ts'
import { sendTelegram, telegramSettings } from './senders/telegram.ts'
import { sendWebhook, webhookSettings } from './senders/webhook.ts'

/** How receivers of a kind are reached. */
interface Kind<Settings> {
  settings: z.ZodType<Settings>
  /** What may be shown of the settings: no secret, and of addresses that are secrets the host. */
  shown(settings: Settings): string
  /** @throws {NotTaken} */
  send(settings: Settings, message: Message): Promise<void>
}

const kind = <Settings>(one: Kind<Settings>): Kind<unknown> => one as Kind<unknown>
const hostOf = (url: string): string => new URL(url).host

const kinds: Record<ReceiverKind, Kind<unknown>> = {
  email: kind({ settings: emailSettings, shown: ({ to }) => to.join(', '), send: sendEmail }),
  webhook: kind({ settings: webhookSettings, shown: ({ url }) => hostOf(url), send: sendWebhook }),
  slack: kind({ settings: slackSettings, shown: ({ url }) => hostOf(url), send: sendSlack }),
  telegram: kind({ settings: telegramSettings, shown: ({ chat }) => chat, send: sendTelegram }),
  pagerduty: kind({ settings: pagerdutySettings, shown: ({ url }) => hostOf(url), send: sendPagerduty }),
  alertmanager: kind({ settings: alertmanagerSettings, shown: ({ url }) => hostOf(url), send: sendAlertmanager }),
}

/** What a receiver's settings are sealed for. */
export const RECEIVER = 'receiver'

/** @throws {z.ZodError} where the settings are not as the kind wants them */
export const checkedSettings = (of: ReceiverKind, settings: unknown): unknown => kinds[of].settings.parse(settings)

/** What is told to people is made of words; the rest is for programs. @throws {ReceiverError} */
function checkEvents(of: ReceiverKind, events: readonly ReceiverEvent[]): ReceiverEvent[] {
  if (events.length === 0) throw new ReceiverError('events', 'events: at least one')
  if (of !== 'webhook' && events.some((event) => event !== 'incidents'))
    throw new ReceiverError('events', 'events: only a webhook is told of imports and sign-ins')
  return [...new Set(events)]
}

/** @throws {z.ZodError} as {@link checkedSettings} @throws {ReceiverError} as {@link checkEvents}. @returns its id */
export async function addReceiver(
  { query }: Pick<OneTransaction, 'query'>,
  sealer: Sealer,
  receiver: {
    name: string
    kind: ReceiverKind
    settings: unknown
    language: 'es' | 'en'
    /** Default: incidents. */
    events?: readonly ReceiverEvent[] | undefined
  },
): Promise<number> {
  const { name, kind: of, language, events = ['incidents'] } = receiver
  const { id } = await query
    .insertInto('receivers')
    .values({ name, kind: of, language, events: checkEvents(of, events), ...sealed(sealer, receiver) })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

/**
 * @throws {z.ZodError} as {@link checkedSettings} @throws {ReceiverError} as {@link checkEvents}
 * @returns false where there is none of that kind
 */
export async function setReceiver(
  { query }: Pick<OneTransaction, 'query'>,
  sealer: Sealer,
  of: { id: number; kind: ReceiverKind },
  change: {
    name?: string | undefined
    language?: 'es' | 'en' | undefined
    disabled?: boolean | undefined
    events?: readonly ReceiverEvent[] | undefined
    settings?: unknown
  },
): Promise<boolean> {
  const { name, language, disabled, events, settings } = change
  const { numUpdatedRows } = await query
    .updateTable('receivers')
    .set({
      ...(name !== undefined && { name }),
      ...(language !== undefined && { language }),
      ...(events !== undefined && { events: checkEvents(of.kind, events) }),
      ...(disabled !== undefined && { disabled_at: disabled ? new Date() : null }),
      ...(settings !== undefined && sealed(sealer, { kind: of.kind, settings })),
      // One that nothing is told any more does not fail.
      ...((disabled || settings !== undefined) && { failing_since: null }),
    })
    .where('id', '=', of.id)
    .where('kind', '=', of.kind)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

function sealed(sealer: Sealer, { kind: of, settings }: { kind: ReceiverKind; settings: unknown }) {
  const checked = checkedSettings(of, settings)
  return { settings_sealed: sealer.seal(JSON.stringify(checked), RECEIVER), shown: kinds[of].shown(checked) }
}

/** Sends a message. @throws {NotTaken} @throws {SealError} */
export const sendBy = (
  sealer: Sealer,
  receiver: { kind: ReceiverKind; settingsSealed: Buffer },
  message: Message,
): Promise<void> => {
  const { settings, send } = kinds[receiver.kind]
  return send(settings.parse(JSON.parse(sealer.open(receiver.settingsSealed, RECEIVER))), message)
}

/** One of them; undefined: there is none. */
export const receiverById = ({ query }: Pick<Database, 'query'>, id: number) =>
  query.selectFrom('receivers').select(['id', 'name', 'kind', 'shown']).where('id', '=', id).executeTakeFirst()

/** Those that are there, with how they do. */
export const listReceivers = ({ query }: Pick<Database, 'query'>) =>
  query
    .selectFrom('receivers')
    .select(['id', 'name', 'kind', 'shown', 'language', 'events', 'created_at', 'disabled_at', 'failing_since'])
    .orderBy('name')
    .execute()

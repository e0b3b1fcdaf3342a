import { z } from 'zod'
import { detailOf, headOf, type Message, type Told, titleOf } from '../message.ts'
import { post } from './post.ts'

/** A Prometheus Alertmanager, by its API v2. */
export const alertmanagerSettings = z.strictObject({
  /** Of the Alertmanager itself, with its path prefix where it has one. */
  url: z.url({ protocol: /^https?$/ }),
  username: z.string().max(100).optional(),
  password: z.string().max(200).optional(),
})

/** Until Plaza says that it is over: an Alertmanager forgets what nobody says again. */
const LASTS_MS = 30 * 86_400_000
const TEST_MS = 60_000

/** @throws {NotTaken} */
export async function sendAlertmanager(
  settings: z.infer<typeof alertmanagerSettings>,
  message: Message,
): Promise<void> {
  const { url, username, password } = settings
  const login = username === undefined ? {} : { authorization: `Basic ${base64(`${username}:${password ?? ''}`)}` }
  const alerts = message.told.length === 0 ? [testAlert(message)] : message.told.map((told) => alertOf(told, message))
  await post(`${url.replace(/\/$/, '')}/api/v2/alerts`, JSON.stringify(alerts), login)
}

const base64 = (text: string): string => Buffer.from(text).toString('base64')

const alertOf = (told: Told, message: Message) => ({
  // What an alert is known by there.
  labels: {
    alertname: told.kind === 'down' ? 'PlazaDown' : 'PlazaDegraded',
    incident: `${told.id}`,
    cause: told.cause,
    subject: told.name,
    severity: told.kind === 'down' ? 'critical' : 'warning',
  },
  annotations: { summary: headOf(told, message.language), description: detailOf(told, message) },
  generatorURL: message.linkOf(told.id),
  startsAt: told.openedAt.toISOString(),
  endsAt: (told.change === 'closed' ? (told.closedAt ?? new Date()) : new Date(Date.now() + LASTS_MS)).toISOString(),
})

const testAlert = (message: Message) => ({
  labels: { alertname: 'PlazaTest', severity: 'info' },
  annotations: { summary: titleOf(message) },
  startsAt: new Date().toISOString(),
  endsAt: new Date(Date.now() + TEST_MS).toISOString(),
})

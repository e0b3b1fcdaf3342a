import { createHmac } from 'node:crypto'
import { z } from 'zod'
import { detailOf, headOf, type Message, type Told, titleOf } from '../message.ts'
import { post } from './post.ts'

/** A program of the city's. */
export const webhookSettings = z.strictObject({
  url: z.url({ protocol: /^https?$/ }),
  /** With which the body is signed. */
  secret: z.string().min(16).max(200),
})

/**
 * Posts JSON with `Plaza-Delivery` (the same number when the same comes again) and `Plaza-Signature: t=…,v1=…`: the time
 * in seconds since 1970, and HMAC-SHA-256 over `t`, a dot and the body in lower-case hex.
 *
 * @throws {NotTaken}
 */
export async function sendWebhook({ url, secret }: z.infer<typeof webhookSettings>, message: Message): Promise<void> {
  const body = JSON.stringify({
    delivery: message.deliveryId,
    title: titleOf(message),
    incidents: message.told.map((told) => asJson(told, message)),
    imports: message.events.flatMap((event) => (event.kind === 'imports' ? event.content : [])),
    signIns: message.events.flatMap((event) => (event.kind === 'sign-ins' ? event.content : [])),
  })
  const time = Math.floor(Date.now() / 1000)
  const signature = createHmac('sha256', secret).update(`${time}.${body}`).digest('hex')
  await post(url, body, { 'plaza-delivery': `${message.deliveryId}`, 'plaza-signature': `t=${time},v1=${signature}` })
}

const asJson = (told: Told, message: Message) => ({
  ...told,
  openedAt: told.openedAt.toISOString(),
  closedAt: told.closedAt?.toISOString() ?? null,
  text: `${headOf(told, message.language)}. ${detailOf(told, message)}`,
  link: message.linkOf(told.id),
})

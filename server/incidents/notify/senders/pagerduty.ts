import { z } from 'zod'
import { detailOf, headOf, type Message, type Told, titleOf } from '../message.ts'
import { post } from './post.ts'

/** A service's integration of PagerDuty's Events API v2. */
export const pagerdutySettings = z.strictObject({
  routingKey: z.string().regex(/^[\w-]{20,64}$/, 'an integration key of 32 letters'),
  url: z.url({ protocol: /^https?$/ }).default('https://events.pagerduty.com/v2/enqueue'),
})

/** One event for each incident, which is known there by its number: an incident is triggered once and resolved once. @throws {NotTaken} */
export async function sendPagerduty(
  { routingKey, url }: z.infer<typeof pagerdutySettings>,
  message: Message,
): Promise<void> {
  if (message.told.length === 0) {
    const key = `plaza-test-${message.deliveryId}`
    await post(url, event(routingKey, key, 'trigger', { summary: titleOf(message), severity: 'info', source: 'plaza' }))
    return post(url, event(routingKey, key, 'resolve'))
  }
  for (const told of message.told) {
    const key = `plaza-incident-${told.id}`
    if (told.change === 'closed') await post(url, event(routingKey, key, 'resolve'))
    else await post(url, event(routingKey, key, 'trigger', payloadOf(told, message), message.linkOf(told.id)))
  }
}

const payloadOf = (told: Told, message: Message) => ({
  // At most 1,024 characters.
  summary: `${headOf(told, message.language)}. ${detailOf(told, message)}`.slice(0, 1024),
  source: told.name,
  severity: told.kind === 'down' ? 'critical' : 'warning',
  timestamp: told.openedAt.toISOString(),
  component: told.cause,
  custom_details: { hotspots: told.hotspots, residents: told.residents, reason: told.reason },
})

const event = (routingKey: string, key: string, action: 'trigger' | 'resolve', payload?: object, link?: string) =>
  JSON.stringify({
    routing_key: routingKey,
    event_action: action,
    dedup_key: key,
    ...(payload && { payload }),
    ...(link && { links: [{ href: link, text: 'Plaza' }] }),
  })

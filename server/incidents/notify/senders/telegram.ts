import { z } from 'zod'
import { type Message, textOf, titleOf } from '../message.ts'
import { post } from './post.ts'

/** A bot's chat. */
export const telegramSettings = z.strictObject({
  token: z.string().regex(/^\d+:[\w-]{20,}$/, 'a bot’s token, e.g. 123456:AA…'),
  chat: z.string().regex(/^(-?\d+|@\w+)$/, 'a chat’s number, or @channel'),
  /** Another Bot API server than Telegram's own. */
  server: z.url({ protocol: /^https?$/ }).default('https://api.telegram.org'),
})

/** A message has at most 4,096 characters (Telegram, "sendMessage"). */
const MOST_LETTERS = 4000

/** @throws {NotTaken} */
export async function sendTelegram(
  { token, chat, server }: z.infer<typeof telegramSettings>,
  message: Message,
): Promise<void> {
  const whole = message.told.length > 1 ? `${titleOf(message)}\n\n${textOf(message)}` : textOf(message)
  const text = whole.length > MOST_LETTERS ? `${whole.slice(0, MOST_LETTERS)}…` : whole
  const url = `${server.replace(/\/$/, '')}/bot${token}/sendMessage`
  await post(url, JSON.stringify({ chat_id: chat, text, link_preview_options: { is_disabled: true } }))
}

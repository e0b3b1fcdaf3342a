import { z } from 'zod'
import { detailOf, headOf, type Message, titleOf } from '../message.ts'
import { post } from './post.ts'

/** An incoming webhook of Slack, Mattermost or what speaks like them. */
export const slackSettings = z.strictObject({ url: z.url({ protocol: /^https?$/ }) })

/** What Slack's marks are made of (Slack, "Formatting text for app surfaces"). */
const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

/** @throws {NotTaken} */
export async function sendSlack({ url }: z.infer<typeof slackSettings>, message: Message): Promise<void> {
  const { told, language, linkOf } = message
  const lines = told.map(
    (one) => `<${linkOf(one.id)}|${escaped(headOf(one, language))}>\n${escaped(detailOf(one, message))}`,
  )
  const text = told.length === 1 ? lines[0]! : [`*${escaped(titleOf(message))}*`, ...lines].join('\n')
  await post(url, JSON.stringify({ text }))
}

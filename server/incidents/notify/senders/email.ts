import { createTransport } from 'nodemailer'
import { z } from 'zod'
import { type Message, textOf, titleOf } from '../message.ts'
import { NotTaken } from './post.ts'

const address = z.email()

/** A mailbox, or several, by a mail server. */
export const emailSettings = z.strictObject({
  to: z.array(address).min(1).max(50),
  from: address,
  /** `smtp://user:password@host:587` (STARTTLS where it is offered) or `smtps://…:465` */
  smtp: z.url({ protocol: /^smtps?$/ }),
})

const TIMEOUT_MS = 15_000

/** @throws {NotTaken} where the mail server refuses any of the mailboxes, or is away */
export async function sendEmail({ to, from, smtp }: z.infer<typeof emailSettings>, message: Message): Promise<void> {
  const transport = createTransport({
    url: smtp,
    ...{ connectionTimeout: TIMEOUT_MS, greetingTimeout: TIMEOUT_MS, socketTimeout: TIMEOUT_MS },
  })
  try {
    const host = from.split('@')[1]
    await transport.sendMail({
      ...{ from, to, subject: titleOf(message), text: textOf(message) },
      // The same again has the same id: mail servers and readers pass it over (RFC 5322 section 3.6.4).
      messageId: `<plaza-${message.deliveryId}@${host}>`,
      headers: { 'Auto-Submitted': 'auto-generated' },
      disableFileAccess: true,
      disableUrlAccess: true,
    })
  } catch (error) {
    const { responseCode, code, command } = error as Error & { responseCode?: number; code?: string; command?: string }
    throw new NotTaken(
      responseCode ? `SMTP ${responseCode}${command ? ` to ${command}` : ''}` : (code ?? 'SMTP failed'),
    )
  } finally {
    transport.close()
  }
}

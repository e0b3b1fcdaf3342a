import { createHmac, timingSafeEqual } from 'node:crypto'
import { once } from 'node:events'
import { appendFile, mkdir, writeFile } from 'node:fs/promises'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { SMTPServer } from 'smtp-server'

/** A webhook and a mail server on this machine, which put what they are told into files that one can watch. */
export interface DemoInbox {
  /** Where the files are: `webhook.jsonl`, a line for each message, and `mail-N.eml`. */
  folder: string
  webhookUrl: string
  /** With which the webhook's messages are signed. */
  webhookSecret: string
  smtpUrl: string
  close(): Promise<void>
}

const HOST = '127.0.0.1'
const WEBHOOK_SECRET = 'demo-secret-of-the-webhook'
const LARGEST_OCTETS = 1_000_000

/** @param folder made where it is missing */
export async function startInbox(folder: string): Promise<DemoInbox> {
  await mkdir(folder, { recursive: true })
  let mails = 0
  const smtp = new SMTPServer({
    ...{ disabledCommands: ['AUTH', 'STARTTLS'], logger: false, size: LARGEST_OCTETS },
    onData(stream, _session, done) {
      textOf(stream)
        .then((text) => writeFile(join(folder, `mail-${Date.now()}-${++mails}.eml`), text))
        .then(() => done(), done)
    },
  })
  smtp.on('error', () => {})
  const listening = smtp.listen(0, HOST)
  const webhook = createServer((request, response) => {
    textOf(request)
      .then(async (body) => {
        if (!isSigned(request, body)) return response.writeHead(403).end()
        await appendFile(join(folder, 'webhook.jsonl'), `${body}\n`)
        return response.writeHead(204).end()
      })
      .catch(() => response.writeHead(500).end())
  }).listen(0, HOST)
  await Promise.all([once(listening, 'listening'), once(webhook, 'listening')])
  const portOf = (address: unknown) => (address as AddressInfo).port
  return {
    folder,
    webhookUrl: `http://${HOST}:${portOf(webhook.address())}/`,
    webhookSecret: WEBHOOK_SECRET,
    smtpUrl: `smtp://${HOST}:${portOf(listening.address())}`,
    async close() {
      webhook.close()
      webhook.closeAllConnections()
      await new Promise<void>((resolve) => smtp.close(() => resolve()))
    },
  }
}

async function textOf(stream: AsyncIterable<Buffer | string>): Promise<string> {
  let text = ''
  for await (const part of stream) {
    text += part
    if (text.length > LARGEST_OCTETS) throw new Error('a message is too long')
  }
  return text
}

/** As docs/incidents.md tells a program of the city's to check it. */
function isSigned({ headers }: IncomingMessage, body: string): boolean {
  const [, time = '', given = ''] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(headers['plaza-signature'])) ?? []
  const expected = createHmac('sha256', WEBHOOK_SECRET).update(`${time}.${body}`).digest()
  return given !== '' && timingSafeEqual(Buffer.from(given, 'hex'), expected)
}

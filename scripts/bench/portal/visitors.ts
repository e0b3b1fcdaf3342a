/**
 * Residents who come to the portal: a process of its own that begins as many sign-ins a second as the job in its argument
 * says. Each is a gateway's signed redirect, the first page, and the press of its button, which leads to the City Key.
 */
import { createHash, randomBytes } from 'node:crypto'
import { Agent, type IncomingMessage, request } from 'node:http'
import type { Delays, Job, JobResult } from './job.ts'

const PATIENCE_MS = 20_000

const job = JSON.parse(process.argv[2]!) as Job
const agent = new Agent({ keepAlive: true, maxSockets: 512 })
const firstPages: number[] = []
const signIns: number[] = []
const wrong: Record<string, number> = {}
let started = 0
let firstPageOctets = 0

interface Answer {
  message: IncomingMessage
  body: string
}

function ask(path: string, address: string, more: { cookie?: string; form?: string } = {}): Promise<Answer> {
  const { cookie, form } = more
  return new Promise((resolve, reject) => {
    const outgoing = request(
      new URL(path, job.origin),
      {
        agent,
        method: form === undefined ? 'GET' : 'POST',
        timeout: PATIENCE_MS,
        headers: {
          'accept-language': 'es-MX',
          'x-forwarded-for': address,
          ...(cookie && { cookie }),
          ...(form !== undefined && {
            'content-type': 'application/x-www-form-urlencoded',
            'content-length': Buffer.byteLength(form),
          }),
        },
      },
      (message) => {
        let body = ''
        message.setEncoding('utf8')
        message.on('data', (chunk: string) => {
          body += chunk
        })
        message.once('end', () => resolve({ message, body }))
        message.once('error', reject)
      },
    )
    outgoing.once('timeout', () => outgoing.destroy(new Error('no answer')))
    outgoing.once('error', reject)
    outgoing.end(form)
  })
}

const hex = (number: number, digits: number): string => number.toString(16).padStart(digits, '0').toUpperCase()

/** CoovaChilli's redirect of the n-th phone. */
function redirect(n: number): string {
  const mac = `06-00-${hex((n >> 24) & 255, 2)}-${hex((n >> 16) & 255, 2)}-${hex((n >> 8) & 255, 2)}-${hex(n & 255, 2)}`
  const query = new URLSearchParams({
    res: 'notyet',
    uamip: '10.1.0.1',
    uamport: '3990',
    challenge: randomBytes(16).toString('hex'),
    called: job.called,
    mac,
    ip: `10.${(n >> 16) & 255}.${(n >> 8) & 255}.${n & 255}`,
    nasid: job.gateway,
    sessionid: hex(n, 16),
    userurl: 'http://noticias.example/',
  })
  const address = `${job.origin}/portal?${query}`
  const signature = createHash('md5').update(address).update(job.uamSecret).digest('hex').toUpperCase()
  return `/portal?${query}&md=${signature}`
}

async function visit(n: number, dueAt: number): Promise<void> {
  // Each phone has its own, as behind a gateway without NAT.
  const address = job.address ?? `100.${64 + ((n >> 16) & 63)}.${(n >> 8) & 255}.${n & 255}`
  const page = await ask(redirect(n), address)
  firstPages.push(performance.now() - dueAt)
  const csrf = /name="csrf" value="([^"]+)"/.exec(page.body)?.[1]
  const cookie = page.message.headers['set-cookie']?.map((line) => line.split(';')[0]).join('; ')
  if (page.message.statusCode !== 200 || !csrf || !cookie) return miss(`first page ${page.message.statusCode}`)
  firstPageOctets ||= Number(page.message.headers['content-length'] ?? Buffer.byteLength(page.body))
  const pressedAt = performance.now()
  const { message } = await ask('/portal/sign-in', address, { cookie, form: `csrf=${encodeURIComponent(csrf)}` })
  signIns.push(performance.now() - pressedAt)
  if (message.statusCode === 200 && String(message.headers.refresh).includes('code_challenge=')) started += 1
  else miss(`sign-in ${message.statusCode}`)
}

const miss = (what: string): void => {
  wrong[what] = (wrong[what] ?? 0) + 1
}

const delays = (values: number[]): Delays => {
  const sorted = Float64Array.from(values).sort()
  const at = (share: number) => sorted[Math.floor(sorted.length * share)] ?? Number.NaN
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99) }
}

const began = performance.now()
const first = Math.floor(Math.random() * 2 ** 24)
const visits: Promise<void>[] = []
await new Promise<void>((resolve) => {
  const pace = setInterval(() => {
    const due = Math.min((performance.now() - began) / 1000, job.seconds) * job.rate
    while (visits.length < due) {
      const n = visits.length
      const visiting = visit(first + n, began + (1000 * n) / job.rate)
      visits.push(visiting.catch((error: NodeJS.ErrnoException) => miss(error.code ?? error.message)))
    }
    if (visits.length < job.rate * job.seconds) return
    clearInterval(pace)
    resolve()
  }, 1)
})
await Promise.all(visits)
const result: JobResult = {
  begun: visits.length,
  started,
  wrong,
  seconds: (performance.now() - began) / 1000,
  firstPage: delays(firstPages),
  signIn: delays(signIns),
  firstPageOctets,
}
agent.destroy()
process.stdout.write(`${JSON.stringify(result)}\n`)

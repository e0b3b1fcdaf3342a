/**
 * The load generator: a process of its own that sends what the job in its argument says and prints a result. What takes
 * time is done before (encoding) and after (verifying each reply) the clock runs, so that it is quicker than any server.
 */
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { Code, checkMessageAuthenticator, isResponseAuthentic } from '../../../radius/index.ts'
import { createAnswers } from './answers.ts'
import { dealDeck } from './deck.ts'
import type { Job, JobResult } from './job.ts'

const PATIENCE_MS = 1_000
const ATTEMPTS = 4
/** Delays count from then on: before, the generator's own code is being compiled, and late replies are its own fault. */
const WARM_MS = 500

interface Flight {
  request: Buffer
  /** Milliseconds: when it was sent first, or, where there is a rate, when it was due. */
  since: number
  sentAt: number
  attempts: number
}

const job = JSON.parse(process.argv[2]!) as Job
const rows = dealDeck(job)
const identifierMask = job.outstanding - 1
const turns = rows.map(() => 0)
const flights: (Flight | undefined)[] = rows.map(() => undefined)
const idle: number[] = []
const answers = createAnswers(job.requests)
const delays = new Float64Array(job.requests)
let measured = 0
let retransmitted = 0
let lost = 0
let airborne = 0
let over = false

const socket = createSocket('udp4')
socket.connect(job.port, '127.0.0.1')
await once(socket, 'connect')
socket.setRecvBufferSize(4 << 20)
// A server that is not there shows as lost requests.
socket.on('error', () => {})

const beganCpu = process.cpuUsage()
const began = performance.now()
const end = began + 1000 * job.seconds

/** Sends the next request of a row; false where the round is over for it. */
function launch(row: number, dueAt?: number): boolean {
  const request = rows[row]![turns[row]!]
  const now = performance.now()
  if (request === undefined || now >= end) {
    flights[row] = undefined
    return false
  }
  turns[row]! += 1
  airborne += 1
  flights[row] = { request, since: dueAt ?? now, sentAt: now, attempts: 1 }
  socket.send(request)
  return true
}

const landed = (row: number): void => {
  airborne -= 1
  flights[row] = undefined
  if (job.rate === undefined) launch(row)
  else idle.push(row)
  if (airborne === 0 && (job.rate === undefined || performance.now() >= end)) finish()
}

socket.on('message', (reply) => {
  const row = reply[1]! & identifierMask
  const flight = flights[row]
  if (!flight || flight.request[1] !== reply[1]) return
  const now = performance.now()
  if (now - began > WARM_MS) {
    delays[measured] = now - flight.since
    measured += 1
  }
  answers.add(row, turns[row]! - 1, reply)
  landed(row)
})

const watch = setInterval(() => {
  const now = performance.now()
  for (const [row, flight] of flights.entries()) {
    if (!flight || now - flight.sentAt < PATIENCE_MS) continue
    if (flight.attempts === ATTEMPTS || now > end + 2 * PATIENCE_MS) {
      lost += 1
      landed(row)
    } else {
      retransmitted += 1
      flight.attempts += 1
      flight.sentAt = now
      socket.send(flight.request)
    }
  }
  if (airborne === 0 && now >= end) finish()
}, 100)

let pace: NodeJS.Timeout | undefined
if (job.rate === undefined) {
  for (const row of rows.keys()) launch(row)
} else {
  const { rate } = job
  idle.push(...rows.keys())
  let due = 0
  pace = setInterval(() => {
    const now = performance.now()
    while (due < ((Math.min(now, end) - began) * rate) / 1000 && idle.length > 0) {
      const row = idle.shift()!
      if (!launch(row, began + (1000 * due) / rate)) continue
      due += 1
    }
  }, 1)
}

function finish(): void {
  if (over) return
  over = true
  const seconds = (performance.now() - began) / 1000
  const endedAt = Date.now()
  const { user, system } = process.cpuUsage(beganCpu)
  clearInterval(watch)
  clearInterval(pace)
  socket.close()
  const sorted = delays.subarray(0, measured).sort()
  const codes: Record<number, number> = {}
  let answered = 0
  let unauthentic = 0
  for (const { row, turn, reply } of answers.all()) {
    answered += 1
    codes[reply[0]!] = (codes[reply[0]!] ?? 0) + 1
    if (job.work !== 'echo' && !isAuthentic(rows[row]![turn]!, reply)) unauthentic += 1
  }
  const result: JobResult = {
    answered,
    codes,
    unauthentic,
    retransmitted,
    lost,
    seconds,
    endedAt,
    p50: sorted[Math.floor(sorted.length * 0.5)] ?? Number.NaN,
    p99: sorted[Math.floor(sorted.length * 0.99)] ?? Number.NaN,
    cpuSeconds: (user + system) / 1e6,
  }
  process.stdout.write(`${JSON.stringify(result)}\n`)
}

function isAuthentic(request: Buffer, reply: Buffer): boolean {
  const authenticator = request.subarray(4, 20)
  if (!isResponseAuthentic(reply, authenticator, job.secret)) return false
  const signature = checkMessageAuthenticator(reply, job.secret, authenticator)
  return signature === 'right' || (signature === 'absent' && reply[0] === Code.AccountingResponse)
}

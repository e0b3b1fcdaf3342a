import { randomFillSync } from 'node:crypto'
import type { RemoteInfo } from 'node:dgram'
import { snmpDatagramsIgnored } from '../metrics.ts'
import { NoAnswer, type SilenceReason } from './client.ts'
import type { Endpoint } from './names.ts'
import { openSockets, type Sockets } from './sockets.ts'
import { readEnvelope, type SecureAnswer } from './usm/message.ts'
import { Malformed, type Reader } from './wire/ber.ts'
import { openMessage, peekRequestId, VERSION } from './wire/community.ts'

/** How long one request is tried. */
export interface Tries {
  /** ms until it is sent again. */
  againMs: number
  /** How often it is sent. */
  sends: number
  /** ms until it is given up: an answer to any of its tries counts until then. */
  giveUpMs: number
}

/** A request on its way, and what takes its answer. */
export interface Asked<Answer> {
  version: 0 | 1 | 3
  /** Every address that may answer: the tries go to them in turn. */
  endpoints: readonly Endpoint[]
  lane: number
  tries: Tries
  encode(id: number): Buffer
  /** What the answer says; undefined where it is not a true one, which is passed over. @throws {Malformed} */
  accept(answer: Arrived): Answer | undefined
}

/** A datagram that carries the id of a request to whoever sent it. */
export interface Arrived {
  version: number
  id: number
  /** Stands before the PDU; of v3, see `secure`. */
  reader: Reader
  secure: SecureAnswer | undefined
  from: Endpoint
}

/** Sends requests, finds what each answer belongs to, and passes over all else that arrives: none of it can do harm. */
export interface Exchange {
  /** @throws {NoAnswer} */
  ask<Answer>(asked: Asked<Answer>): Promise<Answer>
  /** Requests that wait for their answer. */
  waiting(): number
  /** Whether answers have come, as it seems, that were not read yet: who asks more now has none of them sooner. */
  isBehind(): boolean
  /** What waits has no answer. */
  close(): Promise<void>
}

interface Waiting {
  /** Where it was sent so far. */
  sentTo: Endpoint[]
  /** @returns whether the answer was a true one @throws {Malformed} */
  take(arrived: Arrived): boolean
  fail(words: string, reason: SilenceReason): void
}

/** @param open how datagrams are sent and received; default by the system's sockets */
export function createExchange(open = openSockets): Exchange {
  const waiting = new Map<number, Waiting>()
  const arrive = (message: Buffer, info: RemoteInfo): void => {
    const reason = refusal(waiting, message, info)
    if (reason) snmpDatagramsIgnored.inc({ reason })
  }
  const sockets = open(arrive)
  const onceRead = createOnceRead(sockets)
  let closed: Promise<void> | undefined
  return {
    ask: (asked) =>
      new Promise((resolve, reject) => {
        if (closed) reject(new NoAnswer('closed', 'other'))
        else begin(waiting, { sockets, onceRead }, asked, resolve, reject)
      }),
    waiting: () => waiting.size,
    isBehind: sockets.isBehind,
    close() {
      closed ??= sockets.close()
      for (const one of [...waiting.values()]) one.fail('closed', 'other')
      return closed
    },
  }
}

/** Hands a datagram to whoever waits for it. @returns why it was passed over */
function refusal(waiting: ReadonlyMap<number, Waiting>, message: Buffer, info: RemoteInfo): string | undefined {
  try {
    const arrived = read(message, info)
    const whose = waiting.get(arrived.id)
    if (!whose) return 'unasked'
    if (!whose.sentTo.some(({ address, port }) => address === info.address && port === info.port))
      return 'other-address'
    return whose.take(arrived) ? undefined : 'not-true'
  } catch (error) {
    if (error instanceof Malformed) return 'malformed'
    throw error
  }
}

function read(message: Buffer, { address, port, family }: RemoteInfo): Arrived {
  const { version, reader } = openMessage(message)
  const from: Endpoint = { address, port, family: family === 'IPv6' ? 6 : 4 }
  if (version === VERSION['3']) {
    const secure = readEnvelope(message, reader)
    return { version, id: secure.id, reader, secure, from }
  }
  if (version !== VERSION['1'] && version !== VERSION['2c']) throw new Malformed('an unknown version')
  reader.octetString()
  return { version, id: peekRequestId(reader), reader, secure: undefined, from }
}

/** How requests go out, and when one has waited long enough. */
interface Way {
  sockets: Sockets
  /** Calls back once what has arrived by now was read: a busy process finds its timers over before it reads answers. */
  onceRead(then: () => void): void
}

/** ms; what goes on arriving faster than it is read makes nobody wait for ever. */
const LONGEST_READING = 5000

function createOnceRead(sockets: Sockets): Way['onceRead'] {
  let waiting: Array<() => void> = []
  let since = 0
  const look = () => {
    if (sockets.isBehind() && performance.now() - since < LONGEST_READING) {
      setImmediate(look)
      return
    }
    const over = waiting
    waiting = []
    for (const then of over) then()
  }
  return (then) => {
    waiting.push(then)
    if (waiting.length > 1) return
    since = performance.now()
    setImmediate(look)
  }
}

/** Sends a request, again and again, until it is answered or given up. */
function begin<Answer>(
  waiting: Map<number, Waiting>,
  { sockets, onceRead }: Way,
  { version, endpoints, lane, tries, encode, accept }: Asked<Answer>,
  resolve: (answer: Answer) => void,
  reject: (error: Error) => void,
): void {
  const id = freeId(waiting)
  const message = encode(id)
  const giveUpAt = performance.now() + tries.giveUpMs
  let trouble: NodeJS.ErrnoException | undefined
  let timer: NodeJS.Timeout | undefined
  const end = () => {
    clearTimeout(timer)
    waiting.delete(id)
  }
  const one: Waiting = {
    sentTo: [],
    take(arrived) {
      const answer = arrived.version === version ? accept(arrived) : undefined
      if (answer === undefined) return false
      end()
      resolve(answer)
      return true
    },
    fail(words, reason) {
      end()
      reject(new NoAnswer(words, reason))
    },
  }
  const send = () => {
    const to = endpoints[one.sentTo.length % endpoints.length]!
    one.sentTo.push(to)
    sockets.send(message, to, lane, (error) => {
      trouble = error
    })
    const left = Math.max(1, giveUpAt - performance.now())
    const isLast = one.sentTo.length >= tries.sends
    const next = isLast ? () => one.fail(...silence(trouble)) : send
    const unlessOver = () => {
      if (waiting.get(id) === one) next()
    }
    timer = setTimeout(() => onceRead(unlessOver), isLast ? left : Math.min(tries.againMs, left))
  }
  waiting.set(id, one)
  send()
}

/** What it means that nothing came, or that nothing could be sent. */
function silence(trouble: NodeJS.ErrnoException | undefined): [words: string, reason: SilenceReason] {
  if (!trouble) return ['no answer', 'silent']
  return [trouble.message, trouble.code === 'ECONNREFUSED' ? 'refused' : 'unreachable']
}

/** Request ids have 31 bits (RFC 3412 section 6.2). They are drawn, so that nobody answers who did not see the request. */
const LARGEST_ID = 2 ** 31 - 1
const drawn = new Int32Array(1024)
let used = drawn.length

function freeId(waiting: ReadonlyMap<number, Waiting>): number {
  for (;;) {
    if (used === drawn.length) {
      randomFillSync(drawn)
      used = 0
    }
    const id = drawn[used++]! & LARGEST_ID
    if (id !== 0 && !waiting.has(id)) return id
  }
}

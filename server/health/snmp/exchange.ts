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
  /** Every address that may answer: the tries go to them in turn, the last one to all that none has gone to. */
  endpoints: readonly Endpoint[]
  lane: number
  tries: Tries
  encode(id: number): Buffer
  /** Is told each time that it is sent again. */
  again?: (() => void) | undefined
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

/** @param open how datagrams are sent and received; default by the system's sockets */
export function createExchange(open = openSockets): Exchange {
  const waiting: Waiting = new Map()
  const arrive = (message: Buffer, info: RemoteInfo): void => {
    const reason = refusal(waiting, message, info)
    if (reason) snmpDatagramsIgnored.inc({ reason })
  }
  const sockets = open(arrive)
  const way = { waiting, sockets, onceRead: createOnceRead(sockets) }
  let closed: Promise<void> | undefined
  return {
    ask: (asked) =>
      new Promise((resolve, reject) => {
        if (closed) reject(new NoAnswer('closed', 'other'))
        else new OnItsWay(way, asked, { resolve, reject }).send()
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
function refusal(waiting: Waiting, message: Buffer, info: RemoteInfo): string | undefined {
  try {
    const arrived = read(message, info)
    const whose = waiting.get(arrived.id)
    if (!whose) return 'unasked'
    if (!whose.wasSentTo(info)) return 'other-address'
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

/** Requests by their ids. */
type Waiting = Map<number, OnItsWay<unknown>>

/** How requests go out, and when one has waited long enough. */
interface Way {
  waiting: Waiting
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

/** What is told of a request's end, once. */
interface Ended<Answer> {
  resolve(answer: Answer): void
  reject(error: NoAnswer): void
}

/** A request that is sent, again and again, until it is answered or given up. Thousands begin a second. */
class OnItsWay<Answer> {
  private readonly way: Way
  private readonly asked: Asked<Answer>
  private readonly ended: Ended<Answer>
  private readonly id: number
  private readonly message: Buffer
  private readonly giveUpAt: number
  private sends = 0
  private timer: NodeJS.Timeout | undefined
  /** Why something could not be sent. */
  private trouble: NodeJS.ErrnoException | undefined
  /** Datagrams on their way, or there. */
  private sent = 0

  constructor(way: Way, asked: Asked<Answer>, ended: Ended<Answer>) {
    this.way = way
    this.asked = asked
    this.ended = ended
    this.id = freeId(way.waiting)
    this.message = asked.encode(this.id)
    this.giveUpAt = performance.now() + asked.tries.giveUpMs
    way.waiting.set(this.id, this as OnItsWay<unknown>)
  }

  send(): void {
    const { endpoints, tries, again } = this.asked
    if (this.sends > 0) again?.()
    const before = this.sends++
    this.sendTo(endpoints[before % endpoints.length]!)
    if (this.isLast) for (let index = before + 1; index < endpoints.length; index++) this.sendTo(endpoints[index]!)
    const left = Math.max(1, this.giveUpAt - performance.now())
    this.timer = setTimeout(waitedFor, this.isLast ? left : Math.min(tries.againMs, left), this)
  }

  private sendTo(endpoint: Endpoint): void {
    this.sent++
    this.way.sockets.send(this.message, endpoint, this.asked.lane, (error) => {
      this.sent--
      this.trouble = error
    })
  }

  wasSentTo({ address, port }: RemoteInfo): boolean {
    const { endpoints } = this.asked
    const sent = this.isLast ? endpoints.length : Math.min(this.sends, endpoints.length)
    for (let index = 0; index < sent; index++) {
      const to = endpoints[index]!
      if (to.address === address && to.port === port) return true
    }
    return false
  }

  /** @returns whether the answer was a true one @throws {Malformed} */
  take(arrived: Arrived): boolean {
    const { version, accept } = this.asked
    const answer = arrived.version === version ? accept(arrived) : undefined
    if (answer === undefined) return false
    this.end()
    this.ended.resolve(answer)
    return true
  }

  /** It was waited for long enough. */
  waited(): void {
    this.way.onceRead(() => {
      if (this.way.waiting.get(this.id) !== this) return
      if (this.isLast) this.fail(...silence(this.sent === 0 ? this.trouble : undefined))
      else this.send()
    })
  }

  fail(words: string, reason: SilenceReason): void {
    this.end()
    this.ended.reject(new NoAnswer(words, reason))
  }

  private get isLast(): boolean {
    return this.sends >= this.asked.tries.sends
  }

  private end(): void {
    clearTimeout(this.timer)
    this.way.waiting.delete(this.id)
  }
}

const waitedFor = (one: OnItsWay<unknown>): void => one.waited()

/** What it means that nothing came, or that nothing could be sent. */
function silence(trouble: NodeJS.ErrnoException | undefined): [words: string, reason: SilenceReason] {
  if (!trouble) return ['no answer', 'silent']
  return [trouble.message, trouble.code === 'ECONNREFUSED' ? 'refused' : 'unreachable']
}

/** Request ids have 31 bits (RFC 3412 section 6.2). They are drawn, so that nobody answers who did not see the request. */
const LARGEST_ID = 2 ** 31 - 1
const drawn = new Int32Array(1024)
let used = drawn.length

function freeId(waiting: Waiting): number {
  for (;;) {
    if (used === drawn.length) {
      randomFillSync(drawn)
      used = 0
    }
    const id = drawn[used++]! & LARGEST_ID
    if (id !== 0 && !waiting.has(id)) return id
  }
}

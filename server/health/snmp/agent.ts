import type { SnmpCredential } from '../../network/agents/credentials.ts'
import { NoAnswer } from './client.ts'
import type { Arrived, Asked, Exchange, Tries } from './exchange.ts'
import { type Endpoint, literalEndpoints, type Names } from './names.ts'
import { isAuthentic, openScopedPdu, type Security, secureMessage } from './usm/message.ts'
import { Peer, Report, refusals, stranger, strangersClock } from './usm/peer.ts'
import { Writer } from './wire/ber.ts'
import { communityMessage, VERSION } from './wire/community.ts'
import { nameList, type Pdu, PduTag, type Request, readPdu } from './wire/pdu.ts'

/** Where an agent is, and by which credential it is asked. */
export interface SnmpAddress {
  host: string
  port: number
  credential: SnmpCredential
}

export interface SnmpTiming {
  /** ms until a request is sent again. */
  timeoutMs: number
  /** Tries after the first. An answer to any of them counts for `timeoutMs` times all of them. */
  retries: number
}

/** 6 s: an agent that takes 5 s to answer is one that answers. */
export const defaultTiming: SnmpTiming = { timeoutMs: 2000, retries: 2 }

/** One writer for all: a message is finished before the next is begun. */
export const writer = new Writer()
const nothing = nameList([], writer)

/** A slow agent is not asked again before it had a little more than the time that it takes. */
const AGAIN = 1.2
/** How much a new answer's delay counts: one that is quicker shows what was in the way of those before. */
const [SLOWER, QUICKER] = [0.5, 0.75]
/** A v3 request is begun anew so often where the agent says who it is, or what time it has. */
const MOST_CORRECTIONS = 3

/** How one request goes to it. */
type Ways = Pick<Asked<Pdu>, 'endpoints' | 'tries' | 'again'>

/** What is remembered of one agent between requests. */
export class Agent {
  readonly address: SnmpAddress
  /** How long its answers take of late, ms. */
  delayMs = 0
  /** Most objects that are asked at a time. */
  most = 60
  answersSinceHalved = 0
  /** Most objects that are asked to be answered at a time by a GETBULK. */
  mostRows = 54
  /** False: it does not answer GETBULK. Undefined: not known yet. */
  answersBulk: boolean | undefined
  private readonly exchange: Exchange
  private readonly names: Names
  private readonly lane: number
  private readonly community: Buffer
  private readonly peer: Peer | undefined
  /** Of an address that is no name. */
  private readonly literal: readonly Endpoint[] | undefined
  /** The address that answered last. */
  private reached: Endpoint | undefined

  constructor(address: SnmpAddress, exchange: Exchange, names: Names, lane: number) {
    const { credential } = address
    this.address = address
    this.exchange = exchange
    this.names = names
    this.lane = lane
    this.literal = literalEndpoints(address.host, address.port)
    this.community = Buffer.from(credential.version === '3' ? '' : credential.community)
    this.peer = credential.version === '3' ? new Peer(credential) : undefined
  }

  get version(): SnmpCredential['version'] {
    return this.address.credential.version
  }

  /** The last request was lost. */
  isInDoubt = false

  /**
   * @param withinMs it is given up then at the latest
   * @param again is told each time that it is sent again
   * @throws {NoAnswer} where it does not answer, or refuses by its security
   */
  async ask(
    request: Request,
    timing: SnmpTiming,
    withinMs = Number.POSITIVE_INFINITY,
    again?: () => void,
  ): Promise<Pdu> {
    const endpoints =
      this.literal ?? this.reachedFirst(await this.names.endpoints(this.address.host, this.address.port))
    const begun = performance.now()
    const tries = this.triesOf(timing, withinMs)
    const pdu = await (this.peer
      ? this.askSecurely(this.peer, request, { endpoints, tries, again })
      : this.askByCommunity(request, { endpoints, tries, again }))
    const delay = performance.now() - begun
    const weight = delay < this.delayMs ? QUICKER : SLOWER
    this.delayMs = this.delayMs === 0 ? delay : this.delayMs * (1 - weight) + delay * weight
    return pdu
  }

  /** A slow agent is given the time that it takes besides. */
  triesOf({ timeoutMs, retries }: SnmpTiming, withinMs = Number.POSITIVE_INFINITY): Tries {
    return {
      againMs: Math.max(timeoutMs, this.delayMs * AGAIN),
      sends: retries + 1,
      giveUpMs: Math.min(withinMs, timeoutMs * (retries + 1) + this.delayMs),
    }
  }

  private reachedFirst(endpoints: readonly Endpoint[]): readonly Endpoint[] {
    const { reached } = this
    if (endpoints.length < 2 || !reached) return endpoints
    return [...endpoints].sort((a, b) => Number(b.address === reached.address) - Number(a.address === reached.address))
  }

  private askByCommunity(request: Request, { endpoints, tries, again }: Ways): Promise<Pdu> {
    const version = this.version as '1' | '2c'
    return this.exchange.ask({
      version: VERSION[version],
      endpoints,
      lane: this.lane,
      tries,
      again,
      encode: (id) => communityMessage(writer, version, this.community, request, id),
      accept: ({ reader, from }) => {
        const pdu = readPdu(reader, request.list)
        if (pdu.tag !== PduTag.Response) return undefined
        this.reached = from
        return pdu
      },
    })
  }

  private async askSecurely(peer: Peer, request: Request, { endpoints, tries, again }: Ways): Promise<Pdu> {
    for (let correction = 0; correction <= MOST_CORRECTIONS; correction++) {
      const security = peer.security ?? stranger
      const asked = security === stranger ? { tag: PduTag.Get, list: nothing, first: 0, second: 0 } : request
      const pdu = await this.exchange.ask({
        ...{ version: VERSION['3'], endpoints, lane: this.lane, tries, again },
        encode: (id) =>
          secureMessage(
            writer,
            security,
            security === stranger ? strangersClock : peer.clockAt(performance.now()),
            asked,
            id,
          ),
        accept: (arrived) => this.acceptSecurely(peer, security, arrived, asked),
      })
      if (pdu.tag === PduTag.Response && asked === request) return pdu
      const why = asked === request ? refusals.get(pdu.varbinds[0]?.oid ?? '') : undefined
      if (why) throw new NoAnswer(...why)
    }
    throw new NoAnswer('it does not say who it is, or what time it has', 'clock')
  }

  /** RFC 3414 section 3.2. @returns undefined where the answer is not the agent's @throws {Malformed} */
  private acceptSecurely(
    peer: Peer,
    security: Security,
    { secure, id, from }: Arrived,
    { list }: Request,
  ): Pdu | undefined {
    if (!secure) return undefined
    const { auth, privacy, engineId, username } = security
    const isKnown = secure.engineId.equals(engineId)
    if (secure.isAuthenticated && !(auth && isKnown && isAuthentic(secure, auth))) return undefined
    const pdu = readPdu(openScopedPdu(secure, security), list)
    if (pdu.tag === PduTag.Response) {
      const isSecure = secure.isAuthenticated === (auth !== undefined) && secure.isEncrypted === (privacy !== undefined)
      if (!isSecure || !isKnown || pdu.requestId !== id || !secure.username.equals(username)) return undefined
    } else if (pdu.tag !== PduTag.Report || !this.follows(peer, security, secure, pdu)) return undefined
    if (secure.isAuthenticated) peer.setClock(secure.clock, performance.now())
    this.reached = from
    return pdu
  }

  /** Does what a report asks for. @returns false where it is not to be believed */
  private follows(
    peer: Peer,
    security: Security,
    { engineId, isAuthenticated, clock }: NonNullable<Arrived['secure']>,
    { varbinds: [report] }: Pdu,
  ): boolean {
    if (security === stranger || report?.oid === Report.unknownEngineIds) {
      if (!peer.meet(engineId)) return false
      peer.setClock(clock, performance.now())
      return true
    }
    // Its clock is taken from a report that is signed alone: another could have every request refused.
    return report?.oid === Report.notInTimeWindows ? isAuthenticated : refusals.has(report?.oid ?? '')
  }
}

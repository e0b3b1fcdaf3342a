import { randomBytes } from 'node:crypto'
import type { Request, Response } from 'express'
import type { Config } from '../../config/index.ts'
import type { Sealer } from '../../sealing.ts'
import type { Arrival } from '../arrival/arrival.ts'
import { cookieSeal, type Kept } from './sealed-cookie.ts'
import { isUnderWay, isWayOf, type PortalState, type StepName } from './state.ts'

/** One way through the portal. Two tabs are two ways: neither knows of the other, nor ends it. */
export type Way = Kept<PortalState> & {
  /** By which an address names it. */
  readonly id: string
  /** When its cookie ends, milliseconds since 1970; 0: it has none yet. */
  readonly until: number
}

export type StateOf = (request: Request, response: Response) => Way

/** The ways of a browser, each in a cookie of its own. */
export interface Ways {
  /**
   * The way of a request, the same one however often it is asked for: that of its form, of the City Key's answer, or of
   * its address; else the latest, or an empty one. `save()` sets its cookie.
   */
  of: StateOf
  /** All of this browser, the latest first. */
  all(request: Request, response: Response): readonly Way[]
  /** The way with which a redirect goes on; the request's from now on. Its arrival is still that of before. */
  arrive(request: Request, response: Response, arrival: Pick<Arrival, 'gateway' | 'deviceMac'>, from: Departure): Way
}

/** What a redirect comes from: a device that is not online, or a login that the gateway refused. */
export type Departure = 'start' | 'failed'

const COOKIE = 'plaza_portal'
const SECONDS = 1200
/** Of all ways together: reverse proxies take headers of 8 KB (nginx, large_client_header_buffers). */
const MOST_OCTETS = 6000
const MOST_WAYS = 6

const handedOver: ReadonlySet<StepName> = new Set(['ticket', 'opened', 'emergency', 'online'])

export const lastStep = ({ steps }: PortalState): StepName | undefined => steps?.at(-1)?.[0]
/** Whether the gateway has what it needs to let the device in. */
export const isHandedOver = (way: PortalState) => handedOver.has(lastStep(way) ?? 'redirect')

interface Known {
  ways: Way[]
  /** Octets of the cookie of each. */
  octets: Map<Way, number>
  current?: Way
}

export function portalWays(sealer: Sealer, { http }: Pick<Config, 'http'>): Ways {
  const secure = http.publicUrl.startsWith('https:')
  const cookies = cookieSeal<PortalState>({ sealer, name: COOKIE, path: '/portal', seconds: SECONDS, secure })
  const pattern = new RegExp(`(?:^|;\\s*)${COOKIE}_([\\w-]{6})=([\\w-]+)`, 'g')
  const requests = new WeakMap<Request, Known>()

  function make(known: Known, response: Response, id: string, until: number, content: Partial<PortalState>): Way {
    const save = () => {
      const value = cookies.seal(content)
      cookies.set(response, `${COOKIE}_${id}`, value)
      if (!known.ways.includes(way)) known.ways.unshift(way)
      known.octets.set(way, value.length)
      for (const other of drop(known, way)) cookies.remove(response, `${COOKIE}_${other.id}`)
    }
    const way = Object.defineProperties(content, {
      save: { value: save },
      id: { value: id },
      until: { value: until },
    }) as Way
    return way
  }

  function knownOf(request: Request, response: Response): Known {
    const found = requests.get(request)
    if (found) return found
    const known: Known = { ways: [], octets: new Map() }
    for (const [, id = '', value = ''] of (request.headers.cookie ?? '').matchAll(pattern)) {
      const { content, until } = cookies.open(value)
      if (until === 0 || known.ways.some((way) => way.id === id)) continue
      const way = make(known, response, id, until, content)
      known.ways.push(way)
      known.octets.set(way, value.length)
    }
    known.ways.sort((a, b) => b.until - a.until)
    requests.set(request, known)
    return known
  }

  const empty = (known: Known, response: Response) =>
    make(known, response, randomBytes(5).toString('base64url').slice(0, 6), 0, {})

  return {
    of(request, response) {
      const known = knownOf(request, response)
      known.current ??= named(known.ways, request) ?? known.ways[0] ?? empty(known, response)
      return known.current
    },
    all: (request, response) => knownOf(request, response).ways,
    arrive(request, response, arrival, from) {
      const known = knownOf(request, response)
      const same = known.ways.filter((way) => isWayOf(way, arrival))
      const found = same.find((way) => (from === 'start' ? way.renewing : isHandedOver(way)))
      known.current = found ?? inherit(empty(known, response), same[0])
      return known.current
    },
  }
}

/**
 * Browsers and proxies take so much: the ways on which nobody has set out go first, then the oldest.
 *
 * @returns those that were dropped
 */
function drop(known: Known, kept: Way): Way[] {
  const { octets } = known
  const isTooMuch = () =>
    octets.size > MOST_WAYS || [...octets.values()].reduce((sum, each) => sum + each, 0) > MOST_OCTETS
  const dropped: Way[] = []
  const others = known.ways
    .filter((way) => way !== kept)
    .sort((a, b) => Number(isUnderWay(a)) - Number(isUnderWay(b)) || a.until - b.until)
  for (const way of others) {
    if (!isTooMuch()) break
    octets.delete(way)
    dropped.push(way)
  }
  known.ways = known.ways.filter((way) => !dropped.includes(way))
  return dropped
}

/**
 * Takes what the gateway said last of the same device, in whichever tab: CoovaChilli knows the challenge of its last
 * redirect only (coova-chilli src/redir.c).
 */
export function takeLatestReply(ways: readonly Way[], { arrival }: Way): void {
  if (!arrival) return
  for (const other of ways) {
    const isSame = other.arrival?.deviceMac === arrival.deviceMac && other.arrival.gatewayId === arrival.gatewayId
    if (!isSame || other.arrival!.arrivedAt <= arrival.arrivedAt) continue
    arrival.reply = other.arrival!.reply
    arrival.arrivedAt = other.arrival!.arrivedAt
  }
}

/** What the browser knows already of the same device: how far it came, and who it was. */
function inherit(way: Way, before: Way | undefined): Way {
  if (before?.steps) way.steps = before.steps
  if (before?.signedIn !== undefined) way.signedIn = before.signedIn
  if (before?.helpCode !== undefined) way.helpCode = before.helpCode
  return way
}

/** The way that the request itself tells: by the form's token, the City Key's `state`, or `way` in the address. */
function named(ways: readonly Way[], { body, query, path }: Request): Way | undefined {
  const { csrf } = (body ?? {}) as { csrf?: unknown }
  const { state, way: id } = query
  return (
    (csrf === undefined ? undefined : ways.find((way) => way.csrf === csrf)) ??
    (state === undefined ? undefined : ways.find(({ checks }) => checks?.state === state)) ??
    (id === undefined ? undefined : ways.find((way) => way.id === id)) ??
    ways.find(fits[path] ?? (() => false))
  )
}

/** What a page needs of a way that nothing names. */
const fits: Readonly<Record<string, (way: Way) => boolean>> = {
  '/accept': ({ residentId }) => residentId !== undefined,
  '/confirm': ({ confirms }) => confirms !== undefined,
  '/opening': ({ waiting }) => waiting !== undefined,
  '/done': isHandedOver,
}

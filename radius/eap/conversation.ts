import { CallingStationId } from '../attributes/rfc2865.ts'
import { randomOctets } from '../random-octets.ts'
import type { RadiusClient, RadiusRequest } from '../server/request.ts'
import type { OpenConversation } from './conversations.ts'
import type { EapMethod } from './eap-server-options.ts'
import { createReassembly } from './tls/tls-fragments.ts'
import type { TlsMethod } from './tls/tls-method.ts'

const STATE_SIZE = 24

/** One authentication of a peer, from its identity to Success or Failure (RFC 3748 §2). */
export interface Conversation<A> extends OpenConversation {
  readonly state: Buffer
  readonly secret: string
  outerIdentity: string
  /** Of the last EAP-Request. */
  identifier: number
  /** The EAP-Request that waits for its response. */
  request: Buffer
  /** Undefined until the peer has sent its identity. */
  method: EapMethod | undefined
  tls: TlsMethod<A> | undefined
  /** Fragments of a message to the peer that are still to be sent. */
  pendingFragments: Buffer[]
  reassembly: ReturnType<typeof createReassembly>
  nakReceived: boolean
  /** Packets that were no answer to the request (RFC 3579 §2.2). */
  invalidPackets: number
  /** A packet is being worked on. */
  busy: boolean
}

/** A conversation under a random State, whose first octet is `stateTag`. */
export function createConversation<A>(
  request: RadiusRequest<RadiusClient>,
  stateTag: number,
  identifier: number | undefined,
): Conversation<A> {
  const state = randomOctets(STATE_SIZE)
  state[0] = stateTag
  const conversation: Conversation<A> = {
    key: state.toString('latin1'),
    client: clientOf(request),
    station: stationOf(request),
    rounds: 1,
    lastHeardAt: request.receivedAt,
    close: () => conversation.tls?.close(),
    state,
    secret: request.client.secret,
    outerIdentity: '',
    identifier: identifier ?? state[1]!,
    request: Buffer.alloc(0),
    method: undefined,
    tls: undefined,
    pendingFragments: [],
    reassembly: createReassembly(),
    nakReceived: false,
    invalidPackets: 0,
    busy: false,
  }
  return conversation
}

/** A State is valid only from the gateway and for the device that it was made for. */
export const belongsTo = (conversation: Conversation<unknown>, request: RadiusRequest<RadiusClient>): boolean =>
  conversation.client === clientOf(request) &&
  conversation.secret === request.client.secret &&
  conversation.station === stationOf(request)

const clientOf = ({ source }: RadiusRequest<RadiusClient>): string => source.address

const stationOf = ({ packet }: RadiusRequest<RadiusClient>): string | undefined => packet.get(CallingStationId)

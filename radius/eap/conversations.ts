/** What the table of open conversations knows of each. */
export interface OpenConversation {
  /** Its State (RFC 2865 §5.24), by which a packet finds it. */
  readonly key: string
  /** Address of the gateway. */
  readonly client: string
  /** Calling-Station-Id of the device, where the gateway sends it. */
  readonly station: string | undefined
  /** Packets of the peer so far. */
  rounds: number
  /** Milliseconds since the epoch. */
  lastHeardAt: number
  close(): void
}

export interface ConversationLimits {
  readonly conversations: number
  readonly perClient: number
  readonly perStation: number
  readonly idleMs: number
}

/**
 * The open conversations, limited in all, for each gateway and for each device. At a limit one of those that have reached it
 * is evicted: of the device, of the gateway, or of the gateway that has most. Of a gateway's, first goes one that has only
 * sent an identity, then the one that was heard of longest ago, so that those who really authenticate get through a flood of
 * starts.
 */
export class Conversations<T extends OpenConversation> {
  readonly #limits: ConversationLimits
  readonly #onTimeout: () => void
  readonly #onEvict: () => void
  /** In the order in which they were last heard of. */
  readonly #open = new Map<string, T>()
  readonly #byClient = new Map<string, Set<T>>()
  readonly #byStation = new Map<string, Set<T>>()

  constructor(limits: ConversationLimits, onTimeout: () => void, onEvict: () => void) {
    this.#limits = limits
    this.#onTimeout = onTimeout
    this.#onEvict = onEvict
  }

  get size(): number {
    return this.#open.size
  }

  find(key: string): T | undefined {
    return this.#open.get(key)
  }

  has(conversation: T): boolean {
    return this.#open.get(conversation.key) === conversation
  }

  add(conversation: T): void {
    this.removeIdle(conversation.lastHeardAt)
    this.#evictAtLimit(conversation)
    this.#open.set(conversation.key, conversation)
    addTo(this.#byClient, conversation.client, conversation)
    if (conversation.station !== undefined) addTo(this.#byStation, stationKey(conversation), conversation)
  }

  /** The peer was heard of. */
  touch(conversation: T, now: number): void {
    conversation.rounds += 1
    conversation.lastHeardAt = now
    this.#open.delete(conversation.key)
    this.#open.set(conversation.key, conversation)
    const ofClient = this.#byClient.get(conversation.client)
    ofClient?.delete(conversation)
    ofClient?.add(conversation)
  }

  remove(conversation: T): void {
    this.#open.delete(conversation.key)
    removeFrom(this.#byClient, conversation.client, conversation)
    removeFrom(this.#byStation, stationKey(conversation), conversation)
    conversation.close()
  }

  /** Removes those whose peer has been silent for too long. */
  removeIdle(now: number): void {
    for (const conversation of this.#open.values()) {
      if (conversation.lastHeardAt + this.#limits.idleMs > now) return
      this.remove(conversation)
      this.#onTimeout()
    }
  }

  clear(): void {
    for (const conversation of this.#open.values()) this.remove(conversation)
  }

  #evictAtLimit(next: T): void {
    const { perStation, perClient, conversations } = this.#limits
    const ofStation = this.#byStation.get(stationKey(next))
    const ofClient = this.#byClient.get(next.client)
    if (ofStation && ofStation.size >= perStation) this.#evict(evictionCandidate(ofStation))
    else if (ofClient && ofClient.size >= perClient) this.#evict(evictionCandidate(ofClient))
    else if (this.size >= conversations) this.#evict(evictionCandidate(this.#busiestClient()))
  }

  #evict(conversation: T | undefined): void {
    if (!conversation) return
    this.remove(conversation)
    this.#onEvict()
  }

  #busiestClient(): Set<T> {
    return [...this.#byClient.values()].reduce((most, some) => (some.size > most.size ? some : most), new Set<T>())
  }
}

const stationKey = ({ client, station }: OpenConversation): string => `${client} ${station ?? ''}`

/** How many are looked at, the longest unheard of first, so that a flood costs little. */
const CANDIDATES = 16

function evictionCandidate<T extends OpenConversation>(conversations: Set<T>): T | undefined {
  let oldest: T | undefined
  let seen = 0
  for (const conversation of conversations) {
    if (conversation.rounds <= 1) return conversation
    oldest ??= conversation
    seen += 1
    if (seen === CANDIDATES) break
  }
  return oldest
}

function addTo<T>(groups: Map<string, Set<T>>, key: string, member: T): void {
  const group = groups.get(key)
  if (group) group.add(member)
  else groups.set(key, new Set([member]))
}

function removeFrom<T>(groups: Map<string, Set<T>>, key: string, member: T): void {
  const group = groups.get(key)
  group?.delete(member)
  if (group?.size === 0) groups.delete(key)
}

/** A conversation as the table of the open ones sees it. */
export interface Open {
  /** How a packet finds it again. */
  readonly key: string
  /** The gateway. */
  readonly client: string
  /** The device, where the gateway names it. */
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
 * The open conversations, bounded in all, by gateway and by device. Where there are too many, one of those goes that have
 * brought it about: the device's own, the gateway's, or of the gateway that has most. Of a gateway's, first goes who has only
 * said a name, then who was heard of longest ago, so that those who really authenticate get through a flood of starts.
 */
export function createConversations<T extends Open>(
  limits: ConversationLimits,
  onTimeout: () => void,
  onEvict: () => void,
) {
  /** In the order in which they were last heard of. */
  const open = new Map<string, T>()
  const byClient = new Map<string, Set<T>>()
  const byStation = new Map<string, Set<T>>()

  const remove = (conversation: T): void => {
    open.delete(conversation.key)
    dropFrom(byClient, conversation.client, conversation)
    dropFrom(byStation, stationKey(conversation), conversation)
    conversation.close()
  }

  const evict = (conversation: T | undefined): void => {
    if (!conversation) return
    remove(conversation)
    onEvict()
  }

  const sweep = (now: number): void => {
    for (const conversation of open.values()) {
      if (conversation.lastHeardAt + limits.idleMs > now) return
      remove(conversation)
      onTimeout()
    }
  }

  const busiestClient = (): Set<T> =>
    [...byClient.values()].reduce((most, some) => (some.size > most.size ? some : most), new Set<T>())

  return {
    find: (key: string): T | undefined => open.get(key),
    has: (conversation: T): boolean => open.get(conversation.key) === conversation,
    add(conversation: T): void {
      sweep(conversation.lastHeardAt)
      const ofStation = byStation.get(stationKey(conversation))
      const ofClient = byClient.get(conversation.client)
      if (ofStation && ofStation.size >= limits.perStation) evict(expendable(ofStation))
      else if (ofClient && ofClient.size >= limits.perClient) evict(expendable(ofClient))
      else if (open.size >= limits.conversations) evict(expendable(busiestClient()))
      open.set(conversation.key, conversation)
      addTo(byClient, conversation.client, conversation)
      if (conversation.station !== undefined) addTo(byStation, stationKey(conversation), conversation)
    },
    /** The peer was heard of. */
    touch(conversation: T, now: number): void {
      conversation.rounds += 1
      conversation.lastHeardAt = now
      open.delete(conversation.key)
      open.set(conversation.key, conversation)
      const peers = byClient.get(conversation.client)
      peers?.delete(conversation)
      peers?.add(conversation)
    },
    remove,
    sweep,
    clear(): void {
      for (const conversation of open.values()) remove(conversation)
    },
    get size(): number {
      return open.size
    },
  }
}

const stationKey = ({ client, station }: Open): string => `${client} ${station ?? ''}`

/** Looked for among the longest unheard of only, so that a flood costs little. */
const LOOK_AT = 16

function expendable<T extends Open>(conversations: Set<T>): T | undefined {
  let oldest: T | undefined
  let seen = 0
  for (const conversation of conversations) {
    if (conversation.rounds <= 1) return conversation
    oldest ??= conversation
    seen += 1
    if (seen === LOOK_AT) break
  }
  return oldest
}

function addTo<T>(groups: Map<string, Set<T>>, key: string, member: T): void {
  const group = groups.get(key)
  if (group) group.add(member)
  else groups.set(key, new Set([member]))
}

function dropFrom<T>(groups: Map<string, Set<T>>, key: string, member: T): void {
  const group = groups.get(key)
  group?.delete(member)
  if (group?.size === 0) groups.delete(key)
}

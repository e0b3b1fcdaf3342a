import type { Adapter, AdapterPayload } from 'oidc-provider'

/** Most entries of one kind; the oldest go first. A simulated resident's sign-in leaves about four. */
const MOST = 5000

interface Entry {
  payload: AdapterPayload
  /** Milliseconds since 1970. */
  expiresAt: number
}

/** Keeps what oidc-provider stores in memory, until it expires and never more than `most` of a kind. */
export function memoryAdapter(now: () => number = Date.now, most = MOST): (kind: string) => Adapter {
  return () => {
    const entries = new Map<string, Entry>()
    const find = (id: string) => {
      const entry = entries.get(id)
      if (entry && entry.expiresAt > now()) return entry.payload
      entries.delete(id)
      return undefined
    }
    const findWhere = (matches: (payload: AdapterPayload) => boolean) => {
      for (const [id, { payload }] of entries) if (matches(payload)) return find(id)
      return undefined
    }
    return {
      async upsert(id, payload, expiresIn = 3600) {
        entries.delete(id)
        entries.set(id, { payload, expiresAt: now() + expiresIn * 1000 })
        for (const [oldest, entry] of entries) {
          if (entries.size <= most && entry.expiresAt > now()) break
          entries.delete(oldest)
        }
      },
      find: async (id) => find(id),
      findByUid: async (uid) => findWhere((payload) => payload.uid === uid),
      findByUserCode: async (code) => findWhere((payload) => payload.userCode === code),
      async consume(id) {
        const payload = find(id)
        if (payload) payload.consumed = Math.floor(now() / 1000)
      },
      async destroy(id) {
        entries.delete(id)
      },
      async revokeByGrantId(grantId) {
        for (const [id, { payload }] of entries) if (payload.grantId === grantId) entries.delete(id)
      },
    }
  }
}

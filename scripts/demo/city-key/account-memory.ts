import { createHash, timingSafeEqual } from 'node:crypto'
import type { DemoAccount } from '../accounts.ts'

/** So many accounts are remembered, those who signed in last. */
const MOST = 5000

export interface AccountMemory {
  /** The account of this user name, where the password is right. */
  signIn(username: string, password: string): DemoAccount | undefined
  /** An account that has signed in since the start, by its `sub`. */
  bySubject(subject: string): DemoAccount | undefined
  /** The grant that this account gave, and gives again without being asked. */
  grantOf(subject: string): string | undefined
  rememberGrant(subject: string, grantId: string): void
}

/** What the demo City Key knows of those who signed in. */
export function rememberAccounts(accountOf: (username: string) => DemoAccount | undefined): AccountMemory {
  const known = new Map<string, { account: DemoAccount; grantId?: string }>()
  return {
    signIn(username, password) {
      const account = accountOf(username.trim().toLowerCase())
      const right = timingSafeEqual(digest(password), digest(account?.password ?? ''))
      if (!account || !right) return undefined
      const before = known.get(account.subject)
      known.delete(account.subject)
      known.set(account.subject, before ?? { account })
      for (const oldest of known.keys()) {
        if (known.size <= MOST) break
        known.delete(oldest)
      }
      return account
    },
    bySubject: (subject) => known.get(subject)?.account,
    grantOf: (subject) => known.get(subject)?.grantId,
    rememberGrant(subject, grantId) {
      const entry = known.get(subject)
      if (entry) entry.grantId = grantId
    },
  }
}

const digest = (text: string) => createHash('sha256').update(text).digest()

import type { Requirement } from '../../tables.ts'

/**
 * CVE-2024-3596: an Access-Request without Message-Authenticator lets whoever sits between gateway and Plaza forge the
 * answer. Here stands what a gateway must sign, and what its traffic says about asking for more.
 */

/** What staff chose for a gateway. */
export interface Signing {
  /** Of every Access-Request: `auto` requires it from an address once it was seen there. */
  messageAuthenticator: Requirement
  /** Of an Access-Request with Proxy-State: `auto` requires it unless the first one seen from an address had none. */
  signedProxyState: Requirement
}

/** A choice of staff's; what is absent stays as it is. */
export type ChosenSigning = Pick<Signing, 'messageAuthenticator'> & {
  signedProxyState?: Requirement | undefined
}

/** What `auto` knows of one address. */
export interface Learnt {
  /** An Access-Request that is not EAP, where it is optional (RFC 3579 section 3.2), came with a Message-Authenticator. */
  signed: boolean
  /** The first Access-Request had Proxy-State and no Message-Authenticator: an old proxy. */
  proxyStateUnsigned: boolean
}

/** Addresses of one gateway that are told apart without proof, by a signature, that they are not made up. */
export const MAX_UNSIGNED_ADDRESSES = 256

/** One Access-Request as it came. */
export interface Seen {
  /** It has a Message-Authenticator, and that is right: only who knows the secret can have sent it. */
  signed: boolean
  proxyState: boolean
  eap: boolean
}

/** What the RADIUS server asks of the requests from one address. */
export const demands = ({ messageAuthenticator, signedProxyState }: Signing, learnt: Learnt | undefined) => ({
  requireMessageAuthenticator:
    messageAuthenticator === 'require' || (messageAuthenticator === 'auto' && learnt?.signed === true),
  limitProxyState:
    signedProxyState === 'require' || (signedProxyState === 'auto' && learnt?.proxyStateUnsigned === false),
})

/** What a request adds to what is known of its address; undefined where that is nothing. */
export function learn(known: Learnt | undefined, { signed, proxyState, eap }: Seen): Learnt | undefined {
  const proves = signed && !eap
  if (!known) return { signed: proves, proxyStateUnsigned: proxyState && !signed }
  return proves && !known.signed ? { ...known, signed: true } : undefined
}

/** The Access-Requests of some days. */
export interface Observed {
  requests: number
  /** Without Message-Authenticator: what `require` refuses. */
  unsigned: number
  proxyState: number
  unsignedProxyState: number
  eap: number
  /** Refused for want of a Message-Authenticator. */
  refused: number
  heardAt: Date | null
  heardFrom: string | null
  /** The last one without Message-Authenticator. */
  unsignedAt: Date | null
  unsignedFrom: string | null
  /** `auto` knows every address heard to sign. */
  settled: boolean
}

/**
 * - `silent`: nothing was heard
 * - `safe`: signing is required, and nothing was refused for it
 * - `refusing`: signing is required, and requests were refused
 * - `ready`: signing is not required, and requiring it would have refused nothing
 * - `old`: signing is not required, and requiring it would have refused requests
 */
export const verdicts = ['silent', 'safe', 'refusing', 'ready', 'old'] as const
export type Verdict = (typeof verdicts)[number]

export function verdictOf(
  { messageAuthenticator: mode, signingChosenAt }: Pick<Signing, 'messageAuthenticator'> & { signingChosenAt: Date },
  { requests, unsigned, refused, settled, heardAt }: Observed,
): Verdict {
  if (requests === 0) return 'silent'
  // What was let in before `require` was chosen says nothing of it, until something is heard since.
  const tried = mode === 'require' ? heardAt !== null && heardAt > signingChosenAt : mode === 'auto' && settled
  if (tried) return refused === 0 ? 'safe' : 'refusing'
  if (unsigned > 0) return 'old'
  return mode === 'require' ? 'safe' : 'ready'
}

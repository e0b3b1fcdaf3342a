import {
  createLocalJWKSet,
  decodeJwt,
  errors,
  type JSONWebKeySet,
  type JWK,
  type JWTPayload,
  type JWTVerifyGetKey,
  type JWTVerifyOptions,
  jwtVerify,
} from 'jose'
import type { CustomFetch } from 'openid-client'
import { CityKeyError } from '../provider.ts'
import type { Discovery, Metadata } from './discovery.ts'
import { signsFor } from './tenants.ts'

/** Keys are taken as they were for so long; one that does not fit is looked for anew at once. */
const KEPT_MS = 300_000
const MOST_ISSUERS = 100

/** The keys that a provider signs with. */
export interface Keys {
  /** What a JWT claims whose signature and claims are right. @throws an error of jose, or of the fetching */
  verify(jwt: string, options: JWTVerifyOptions): Promise<JWTPayload>
  /** Those that are published now. */
  published(metadata: Metadata): Promise<JSONWebKeySet>
}

export function createKeys(discovery: Discovery, fetch: CustomFetch): Keys {
  let known: { keys: Promise<KeysOf>; at: number } | undefined
  const published = async ({ jwks_uri }: Metadata): Promise<JSONWebKeySet> => {
    if (jwks_uri === undefined) throw new CityKeyError('misfit', 'keys_missing', 'keys: it publishes none (jwks_uri)')
    const answer = await fetch(jwks_uri, {
      ...{ method: 'GET', headers: { accept: 'application/json' }, body: undefined, redirect: 'manual' },
    })
    if (answer.status !== 200)
      throw new CityKeyError(
        answer.status >= 500 ? 'unreachable' : 'misfit',
        `http_${answer.status}`,
        `keys: ${jwks_uri} answered ${answer.status}`,
      )
    return (await answer.json().catch(() => {
      throw new CityKeyError('misfit', 'not_json', `keys: ${jwks_uri} answered what is no JSON`)
    })) as JSONWebKeySet
  }
  const fetchKeys = (metadata: Promise<Metadata>) => {
    const keys = metadata.then(published).then(keysOf)
    const fetched = { keys, at: Date.now() }
    known = fetched
    keys.catch(() => {
      if (known === fetched) known = undefined
    })
    return keys
  }
  return {
    published,
    async verify(jwt, options) {
      const current = known
      const isKept = current !== undefined && Date.now() - current.at < KEPT_MS
      const keys = await (isKept ? current.keys : fetchKeys(discovery.read()))
      try {
        return await verifyWithAny(jwt, keys(jwt), options)
      } catch (error) {
        // Its keys are others by now, and may be elsewhere: a token of its token endpoint is worth asking.
        if (!isKept || !isAboutKeys(error)) throw error
        return verifyWithAny(jwt, (await fetchKeys(discovery.reread()))(jwt), options)
      }
    },
  }
}

const isAboutKeys = (error: unknown) =>
  error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWSSignatureVerificationFailed

/** The keys that a token may be signed by. */
type KeysOf = (jwt: string) => JWTVerifyGetKey

function keysOf({ keys }: JSONWebKeySet): KeysOf {
  const all = createLocalJWKSet({ keys })
  const issuerOf = (key: JWK) => (key as Record<string, unknown>).issuer
  if (!keys.some((key) => issuerOf(key) !== undefined)) return () => all
  const byIssuer = new Map<unknown, JWTVerifyGetKey>()
  return (jwt) => {
    const { iss } = decodeJwt(jwt)
    const own = byIssuer.get(iss) ?? createLocalJWKSet({ keys: keys.filter((key) => signsFor(issuerOf(key), iss)) })
    // Anybody can write an issuer into a token: only the tenants of before are remembered.
    if (byIssuer.size < MOST_ISSUERS) byIssuer.set(iss, own)
    return own
  }
}

/** Several keys may fit a token that does not name its key. */
async function verifyWithAny(jwt: string, keys: JWTVerifyGetKey, options: JWTVerifyOptions): Promise<JWTPayload> {
  try {
    return (await jwtVerify(jwt, keys, options)).payload
  } catch (error) {
    if (!(error instanceof errors.JWKSMultipleMatchingKeys)) throw error
    for await (const key of error) {
      try {
        return (await jwtVerify(jwt, key, options)).payload
      } catch (each) {
        if (!(each instanceof errors.JWSSignatureVerificationFailed)) throw each
      }
    }
    throw new errors.JWSSignatureVerificationFailed()
  }
}

import { createPrivateKey, type KeyObject, randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { importPKCS8 } from 'jose'
import * as client from 'openid-client'
import type { CityKeyClient, ClientAuthentication } from '../../config/index.ts'
import { StartError } from '../../start/start-error.ts'
import { CityKeyError } from '../provider.ts'
import type { Metadata } from './discovery.ts'

/** One way to say who Plaza is, exactly as it is sent. */
export interface Authentication {
  method: ClientAuthentication
  /** For whom the assertion is: providers want one or the other (RFC 7523 section 3). */
  audience?: 'issuer' | 'token endpoint'
}

/** What a token endpoint made of a code that nobody was given. */
export interface Tried extends Authentication {
  /** `unclear`: neither that it knows the client, nor that it does not. */
  result: 'accepted' | 'rejected' | 'unclear'
  /** The error code, or the HTTP status. */
  answer: string
}

/** Ways that fit the settings and what the provider announces, the likeliest first. */
export function candidates(options: CityKeyClient, metadata: Metadata): Authentication[] {
  const { authentication, clientSecret, key } = options
  const forWhom = (['issuer', 'token endpoint'] as const).map((audience) => ({
    ...{ method: 'private_key_jwt' as const, audience },
  }))
  if (authentication === 'private_key_jwt') return forWhom
  if (authentication !== undefined) return [{ method: authentication }]
  if (key) return forWhom
  if (clientSecret === undefined) return [{ method: 'none' }]
  const announced = metadata.token_endpoint_auth_methods_supported
  const basic: Authentication[] = [{ method: 'client_secret_basic' }]
  if (encoded(clientSecret) !== clientSecret || encoded(options.clientId) !== options.clientId)
    basic.push({ method: 'client_secret_basic_raw' })
  const post: Authentication[] = [{ method: 'client_secret_post' }]
  // Where nothing is announced it is client_secret_basic (RFC 8414 section 2).
  if (!announced) return options.protocol === 'oauth' ? [...basic, ...post] : basic
  const fitting = [
    ...(announced.includes('client_secret_basic') ? basic : []),
    ...(announced.includes('client_secret_post') ? post : []),
  ]
  return fitting.length > 0 ? fitting : [...basic, ...post]
}

/** As RFC 6749 section 2.3.1 has it, by the form encoding of the URL standard, which leaves `-`, `_` and `.` as they are. */
const encoded = (text: string): string => new URLSearchParams([['', text]]).toString().slice(1)

const basicHeader = (id: string, secret: string) => `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`

/** @throws {StartError} where the file of the key is of no use */
export async function authenticator(options: CityKeyClient, way: Authentication): Promise<client.ClientAuth> {
  const { clientId, clientSecret = '' } = options
  switch (way.method) {
    case 'client_secret_basic':
      return (_as, _client, _body, headers) =>
        headers.set('authorization', basicHeader(encoded(clientId), encoded(clientSecret)))
    case 'client_secret_basic_raw':
      return (_as, _client, _body, headers) => headers.set('authorization', basicHeader(clientId, clientSecret))
    case 'client_secret_post':
      return client.ClientSecretPost(clientSecret)
    case 'private_key_jwt':
      return byAssertion(options, way)
    case 'none':
      return client.None()
  }
}

async function byAssertion({ key }: CityKeyClient, { audience }: Authentication): Promise<client.ClientAuth> {
  if (!key)
    throw new StartError('CITY_KEY_CLIENT_KEY_FILE: needed with CITY_KEY_CLIENT_AUTHENTICATION=private_key_jwt.')
  const object = readKey(key.file)
  const pkcs8 = object.export({ type: 'pkcs8', format: 'pem' }).toString()
  const makers = new Map<string, client.ClientAuth>()
  return async (as, given, body, headers) => {
    const algorithm = algorithmOf(object, as.token_endpoint_auth_signing_alg_values_supported)
    const maker =
      makers.get(algorithm) ??
      client.PrivateKeyJwt(
        { key: await importPKCS8(pkcs8, algorithm), ...(key.id !== undefined && { kid: key.id }) },
        {
          [client.modifyAssertion](header, payload) {
            header.alg = algorithm
            if (audience === 'token endpoint' && as.token_endpoint !== undefined) payload.aud = as.token_endpoint
          },
        },
      )
    makers.set(algorithm, maker)
    return maker(as, given, body, headers)
  }
}

function readKey(file: string): KeyObject {
  try {
    return createPrivateKey(readFileSync(file))
  } catch (error) {
    throw new StartError(
      `CITY_KEY_CLIENT_KEY_FILE: ${file} has no private key that is read: ${(error as Error).message}`,
    )
  }
}

/** @param announced what the provider takes; absent: anything */
function algorithmOf({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject, announced: string[] | undefined): string {
  const curves: Record<string, string> = { prime256v1: 'ES256', secp384r1: 'ES384', secp521r1: 'ES512' }
  const fitting: Record<string, string[]> = {
    rsa: ['RS256', 'PS256', 'RS384', 'PS384', 'RS512', 'PS512'],
    'rsa-pss': ['PS256', 'PS384', 'PS512'],
    ec: [curves[asymmetricKeyDetails?.namedCurve ?? ''] ?? 'ES256'],
    ed25519: ['EdDSA', 'Ed25519'],
  }
  const able = fitting[asymmetricKeyType ?? ''] ?? []
  return able.find((each) => !announced || announced.includes(each)) ?? able[0] ?? 'RS256'
}

/** Asks for a token with a code that nobody was given, to see whether the provider knows the client. */
export async function tryClient(
  options: CityKeyClient,
  metadata: Metadata,
  way: Authentication,
  fetch: client.CustomFetch,
  redirectUri: string,
): Promise<Tried> {
  const { clientId } = options
  const body = new URLSearchParams({
    grant_type: 'authorization_code',
    code: randomBytes(24).toString('base64url'),
    redirect_uri: redirectUri,
    ...(options.usesPkce && { code_verifier: client.randomPKCECodeVerifier() }),
  })
  const headers = new Headers({
    accept: 'application/json',
    'content-type': 'application/x-www-form-urlencoded',
  })
  await (await authenticator(options, way))(metadata, { client_id: clientId }, body, headers)
  const answer = await fetch(metadata.token_endpoint ?? '', {
    ...{ method: 'POST', headers: Object.fromEntries(headers), body, redirect: 'manual' },
  })
  const { status } = answer
  if (status >= 500 || status === 429)
    throw new CityKeyError(status === 429 ? 'busy' : 'unreachable', `http_${status}`, `token: it answered ${status}`)
  const said = (await answer.json().catch(() => ({}))) as { error?: unknown }
  const error = typeof said?.error === 'string' ? said.error.slice(0, 64) : undefined
  const result =
    error === 'invalid_grant'
      ? 'accepted'
      : error === 'invalid_client' || (status === 401 && error !== 'invalid_request')
        ? 'rejected'
        : 'unclear'
  return { ...way, result, answer: error ?? `http_${status}` }
}

/** Where no way was taken, all are tried again so much later: providers lock clients out that try without end. */
const TRY_AGAIN_MS = 30_000

/** How Plaza says who it is, settled once. */
export interface ClientAuthenticator {
  /** @throws {CityKeyError} where the provider is away, and several ways are left */
  settled(metadata: Metadata): Promise<client.ClientAuth>
  /** The provider has rejected it: the secret may be another now, or its mind. */
  unsettle(): void
}

/**
 * Where several ways fit, each is tried in turn with a code that nobody was given, and the first one stays that is not
 * rejected; where all are, the likeliest.
 */
export function createClientAuthenticator(
  options: CityKeyClient,
  fetch: client.CustomFetch,
  redirectUri: string,
): ClientAuthenticator {
  // What is wrong with the file is said at once.
  if (options.key) readKey(options.key.file)
  let settled: Promise<client.ClientAuth> | undefined
  let rejectedAt = Number.NEGATIVE_INFINITY
  const settle = async (metadata: Metadata): Promise<client.ClientAuth> => {
    const ways = candidates(options, metadata)
    let unclear: Authentication | undefined
    if (ways.length > 1)
      for (const way of ways) {
        const { result } = await tryClient(options, metadata, way, fetch, redirectUri)
        if (result === 'accepted') return authenticator(options, way)
        if (result === 'unclear') unclear ??= way
      }
    if (ways.length > 1 && !unclear) rejectedAt = Date.now()
    return authenticator(options, unclear ?? ways[0]!)
  }
  return {
    settled(metadata) {
      settled ??= settle(metadata).catch((error) => {
        settled = undefined
        throw error
      })
      return settled
    },
    unsettle() {
      if (Date.now() - rejectedAt > TRY_AGAIN_MS) settled = undefined
    },
  }
}

import { errors as jose } from 'jose'
import * as client from 'openid-client'
import { FetchError } from './protocol/fetch.ts'
import { CityKeyError, type FailureKind } from './provider.ts'

/** What the errors mean that a provider tells (RFC 6749 sections 4.1.2.1 and 5.2, OpenID Connect Core section 3.1.2.6). */
const told: Readonly<Record<string, FailureKind>> = {
  access_denied: 'refused',
  server_error: 'unreachable',
  temporarily_unavailable: 'unreachable',
  slow_down: 'busy',
  login_required: 'not-signed-in',
  interaction_required: 'not-signed-in',
  account_selection_required: 'not-signed-in',
  consent_required: 'not-signed-in',
  unmet_authentication_requirements: 'unverified',
  // The code was used before, or is too old.
  invalid_grant: 'invalid',
}

const TOO_MANY_REQUESTS = 429

/** A step of the conversation, as a failure names it. */
export type Step = 'discovery' | 'authorization' | 'pushed request' | 'token' | 'ID token' | 'user info' | 'keys'

/** What an error of the conversation means for who signs in, and what it was. */
export function failureOf(error: unknown, step: Step): CityKeyError {
  if (error instanceof CityKeyError) return error
  const fail = (kind: FailureKind, reason: string, detail: string) =>
    new CityKeyError(kind, reason, `${step}: ${detail}`, error)
  const response = responseIn(error)
  if (response?.status === TOO_MANY_REQUESTS) return fail('busy', 'http_429', 'it is asked too much')
  if (response && response.status >= 500)
    return fail('unreachable', `http_${response.status}`, `it answered ${response.status}`)
  if (error instanceof client.AuthorizationResponseError || error instanceof client.ResponseBodyError) {
    const code = plain(error.error, 64).replaceAll(' ', '_') || 'unknown'
    const kind = told[code] ?? 'misfit'
    return fail(kind, code, plain(error.error_description ?? '', 200) || 'without a description')
  }
  if (error instanceof client.WWWAuthenticateChallengeError)
    return fail(
      'misfit',
      step === 'user info' ? 'invalid_token' : 'invalid_client',
      'it asks for another authentication',
    )
  const fetched = causes(error).find((each) => each instanceof FetchError)
  if (fetched instanceof FetchError) {
    if (fetched.code === 'too_long') return fail('misfit', 'too_long', fetched.message)
    return fail('unreachable', fetched.code.toLowerCase(), fetched.message)
  }
  if (response) return fail('misfit', `http_${response.status}`, `it answered ${response.status}`)
  return fail(...ofProof(error))
}

/** Answers that came, and prove nothing. */
function ofProof(error: unknown): [kind: FailureKind, reason: string, detail: string] {
  if (error instanceof jose.JWTExpired) return ['misfit', 'clock', 'it is over: are the clocks right?']
  if (error instanceof jose.JWTClaimValidationFailed) {
    if (error.reason === 'missing') return ['misfit', `${error.claim}_missing`, `it has no ${error.claim}`]
    const isTime = error.claim === 'nbf' || error.claim === 'iat'
    if (isTime) return ['misfit', 'clock', `its ${error.claim} is yet to come: are the clocks right?`]
    return [error.claim === 'nonce' ? 'invalid' : 'misfit', `${error.claim}_mismatch`, `its ${error.claim} is another`]
  }
  if (error instanceof jose.JOSEAlgNotAllowed || error instanceof jose.JOSENotSupported)
    return ['misfit', 'algorithm', error.message]
  if (error instanceof jose.JWKSNoMatchingKey) return ['misfit', 'key_unknown', 'no published key fits its signature']
  if (error instanceof jose.JWSSignatureVerificationFailed) return ['misfit', 'signature', 'its signature is wrong']
  const reason = error instanceof client.ClientError ? codeOf(error) : 'unknown'
  const kind = reason === 'state' || reason === 'no_code' ? 'invalid' : 'misfit'
  return [kind, reason, innermost(error)]
}

function codeOf(error: client.ClientError): string {
  const said = innermost(error)
  if (/"state"/.test(said)) return 'state'
  if (/"iss"|issuer/.test(said)) return 'iss_mismatch'
  if (/authorization code/.test(said)) return 'no_code'
  if (error.code === 'OAUTH_RESPONSE_IS_NOT_JSON' || error.code === 'OAUTH_PARSE_ERROR') return 'not_json'
  return (error.code ?? 'unknown').toLowerCase().replace(/^oauth_/, '')
}

function causes(error: unknown): unknown[] {
  const found: unknown[] = []
  for (let each = error; each instanceof Error && found.length < 8; each = each.cause) found.push(each)
  return found
}

/** Messages of libraries hold no values of the answer; their causes may. */
const innermost = (error: unknown): string => {
  const messages = causes(error).map((each) => (each as Error).message)
  return plain(messages.at(-1) ?? 'it fits nothing', 200)
}

function responseIn(error: unknown): Response | undefined {
  if (error instanceof client.ResponseBodyError || error instanceof client.WWWAuthenticateChallengeError)
    return error.response
  for (let each: unknown = error; each instanceof Error; each = each.cause)
    if (each.cause instanceof Response) return each.cause
  return undefined
}

/** Of what a provider says: one line, not endless. */
const plain = (text: string, most: number): string =>
  text
    .replace(/\p{Cc}+/gu, ' ')
    .trim()
    .slice(0, most)

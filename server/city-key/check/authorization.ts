import * as client from 'openid-client'
import { authorizationRequest, isPushed } from '../protocol/authorize.ts'
import { createClientAuthenticator } from '../protocol/client-authentication.ts'
import { configurationOf } from '../protocol/exchange.ts'
import { type Finding, fits, misfit, ofFailure, unknown } from './finding.ts'
import type { CheckStep } from './steps.ts'

const WHAT = 'authorization request'

/** Which setting an error of the authorization endpoint is about (RFC 6749 section 4.1.2.1). */
const settings: Readonly<Record<string, string>> = {
  invalid_scope: 'CITY_KEY_SCOPE',
  unauthorized_client: 'CITY_KEY_CLIENT_ID',
  unsupported_response_mode: 'CITY_KEY_RESPONSE_MODE',
  unmet_authentication_requirements: 'CITY_KEY_ACR_VALUES',
}

/** Of a provider that nobody is signed in at: it has taken the request for good. */
const taken = new Set(['login_required', 'interaction_required', 'consent_required', 'account_selection_required'])

/**
 * Goes to where a resident would be sent, as a browser that nobody has signed in with; by `prompt=none` a provider of
 * OpenID Connect sends back at once what it thinks of the request (OpenID Connect Core section 3.1.2.1).
 */
export const authorization: CheckStep = async (context) => {
  const { options, fetch, metadata, redirectUri } = context
  if (metadata.authorization_endpoint === undefined) return []
  const found: Finding[] = []
  const { parameters } = await authorizationRequest(options, { redirectUri })
  const asked = options.protocol === 'openid' ? { ...parameters, prompt: 'none' } : parameters
  let url: URL
  try {
    const isBehind = isPushed(options, metadata)
    const authenticator = createClientAuthenticator(options, fetch, redirectUri)
    const authentication = isBehind ? await authenticator.settled(metadata) : client.None()
    const configuration = configurationOf(options, metadata, authentication, fetch)
    url = isBehind
      ? await client.buildAuthorizationUrlWithPAR(configuration, asked)
      : client.buildAuthorizationUrl(configuration, asked)
    if (isBehind) found.push(fits('pushed requests', 'the provider took one'))
  } catch (error) {
    return [ofFailure('pushed requests', error, 'pushed request')]
  }
  try {
    const answer = await fetch(url.href, {
      ...{ method: 'GET', headers: { accept: 'text/html' }, body: undefined, redirect: 'manual' },
    })
    return [...found, read(answer, await answer.text(), redirectUri)]
  } catch (error) {
    return [...found, ofFailure(WHAT, error, 'authorization')]
  }
}

function read({ status, headers }: Response, text: string, redirectUri: string): Finding {
  const location = headers.get('location')
  const back = location?.startsWith(redirectUri) && URL.canParse(location) ? new URL(location) : undefined
  const error = back ? back.searchParams.get('error') : /name="error"\s+value="(\w+)"/.exec(text)?.[1]
  if (error && taken.has(error))
    return fits(WHAT, `the provider takes it, and ${redirectUri} too (${error}: nobody is signed in)`)
  if (error)
    return misfit(
      WHAT,
      `the provider refuses it: ${error} ${back?.searchParams.get('error_description') ?? ''}`.trim(),
      settings[error],
    )
  if (status >= 500) return misfit(WHAT, `the provider answered ${status}`)
  if (status >= 400)
    return misfit(
      WHAT,
      `the provider answered ${status}, which goes to no page of Plaza’s: is the client registered, with ${redirectUri}?`,
      'CITY_KEY_CLIENT_ID',
    )
  if (status >= 300 && back) return fits(WHAT, `the provider sends back to ${redirectUri}`)
  return unknown(
    WHAT,
    `the provider shows a page (${status}): open it in a browser to see that it is a sign-in, and that ${redirectUri} is registered`,
  )
}

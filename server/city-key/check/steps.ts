import { usualClient } from '../../config/index.ts'
import { candidates, type Tried, tryClient } from '../protocol/client-authentication.ts'
import { createKeys } from '../protocol/keys.ts'
import { type CheckContext, type Finding, fits, misfit, ofFailure, unknown } from './finding.ts'

export type CheckStep = (context: CheckContext) => Finding[] | Promise<Finding[]>

/** The addresses of the conversation, and that nobody between listens. */
export const addresses: CheckStep = ({ options, metadata }) => {
  const wanted = [
    ['authorization', metadata.authorization_endpoint, 'CITY_KEY_AUTHORIZATION_URL'],
    ['token', metadata.token_endpoint, 'CITY_KEY_TOKEN_URL'],
    ...(options.protocol === 'openid' ? [['keys', metadata.jwks_uri, 'CITY_KEY_KEYS_URL'] as const] : []),
    ...(needsUserInfo(options) ? [['user info', metadata.userinfo_endpoint, 'CITY_KEY_USERINFO_URL'] as const] : []),
    ...(options.endsSession
      ? [['end session', metadata.end_session_endpoint, 'CITY_KEY_END_SESSION_URL'] as const]
      : []),
  ] as const
  return wanted.map(([name, address, setting]) => {
    const what = `address: ${name}`
    if (address === undefined) return misfit(what, 'the provider does not say it', setting)
    if (!URL.canParse(address)) return misfit(what, `${address} is no address`, setting)
    const isLocal = /^http:\/\/(localhost|127\.|\[::1\])/.test(address)
    if (!address.startsWith('https:') && !isLocal)
      return misfit(
        what,
        `${address} is not https: whoever is between reads the secret and the people’s names`,
        setting,
      )
    return fits(what, address)
  })
}

const needsUserInfo = ({ protocol, userinfo }: CheckContext['options']) => protocol === 'oauth' || userinfo === 'always'

/** By which ID tokens are signed, and that there is a key for it. */
export const signatures: CheckStep = async ({ options, fetch, metadata }) => {
  if (options.protocol === 'oauth') return []
  const what = 'signature of ID tokens'
  const announced = metadata.id_token_signing_alg_values_supported
  const common = announced?.filter((each) => options.algorithms.includes(each))
  const found: Finding[] = []
  if (!announced) found.push(unknown(what, 'the provider does not say by which algorithms it signs'))
  else if (common?.length === 0)
    found.push(
      misfit(
        what,
        `it signs by ${announced.join(', ')}: have it sign this client’s by a key pair (${options.algorithms.join(', ')})`,
        announced.some((each) => usualClient.algorithms.includes(each)) ? 'CITY_KEY_ALGORITHMS' : undefined,
      ),
    )
  else found.push(fits(what, `${common?.join(', ')}; what it signs with for this client shows at the first sign-in`))
  try {
    const discovery = { read: async () => metadata, reread: async () => metadata, answering: async () => metadata }
    const { keys } = await createKeys(discovery, fetch).published(metadata)
    const told = keys.map(({ kty, alg, kid }) =>
      [alg ?? kty, kid === undefined ? 'without a name' : ''].join(' ').trim(),
    )
    found.push(
      keys.length > 0
        ? fits('keys', `${keys.length} published: ${told.join(', ')}`)
        : misfit('keys', 'none is published', 'CITY_KEY_KEYS_URL'),
    )
  } catch (error) {
    found.push(ofFailure('keys', error, 'keys'))
  }
  return found
}

/** What it can tell of a person, as far as it says so. */
export const claims: CheckStep = ({ options, metadata }) => {
  const supported = metadata.claims_supported
  if (!supported || options.protocol === 'oauth') return []
  const { subject, level, localeClaim, freshness } = options
  const wanted = [
    ['subject', subject.claim, 'CITY_KEY_SUBJECT_CLAIM', true],
    ['level', level.claim, 'CITY_KEY_LEVEL_CLAIM', level.least !== undefined],
    ['locale', localeClaim, 'CITY_KEY_LOCALE_CLAIM', false],
    ...(freshness === 'auth_time' ? [['sign-in anew', 'auth_time', 'CITY_KEY_FRESHNESS', false] as const] : []),
  ] as const
  return wanted.map(([name, claim, setting, isNeeded]) => {
    const what = `claim: ${name}`
    if (supported.includes(claim.split('.')[0]!) || supported.includes(claim)) return fits(what, claim)
    const detail = `the provider does not name ${claim} among what it tells`
    return isNeeded ? misfit(what, detail, setting) : unknown(what, detail, setting)
  })
}

/** Whether it knows the client: each way that fits is tried with a code that nobody was given. */
export const clientAuthentication: CheckStep = async ({ options, fetch, metadata, redirectUri }) => {
  const what = 'client authentication'
  if (metadata.token_endpoint === undefined) return []
  const tried: Tried[] = []
  try {
    for (const way of candidates(options, metadata)) {
      const found = await tryClient(options, metadata, way, fetch, redirectUri)
      tried.push(found)
      if (found.result === 'accepted') break
    }
  } catch (error) {
    return [ofFailure(what, error, 'token')]
  }
  const told = tried.map(
    ({ method, audience, answer }) => `${method}${audience ? ` for the ${audience}` : ''}: ${answer}`,
  )
  const best = tried.find(({ result }) => result === 'accepted') ?? tried.find(({ result }) => result === 'unclear')
  const announced = metadata.token_endpoint_auth_methods_supported?.join(', ') ?? 'nothing'
  if (best?.result === 'accepted') return [fits(what, `${best.method} is accepted`)]
  if (best)
    return [
      unknown(
        what,
        `the provider does not tell whether it knows the client (${told.join('; ')}); it announces ${announced}`,
        'CITY_KEY_CLIENT_AUTHENTICATION',
      ),
    ]
  return [
    misfit(
      what,
      `refused (${told.join('; ')}); it announces ${announced}: is the client registered so, and ${secretWords(tried)} right?`,
      tried.some(({ method }) => method === 'private_key_jwt') ? 'CITY_KEY_CLIENT_KEY_FILE' : 'CITY_KEY_CLIENT_SECRET',
    ),
  ]
}

const secretWords = (tried: Tried[]) =>
  tried.some(({ method }) => method === 'private_key_jwt') ? 'its key' : 'its secret'

/** That user info is where it should be: without a token it is refused. */
export const userInfo: CheckStep = async ({ options, fetch, metadata }) => {
  const what = 'user info'
  if (!needsUserInfo(options) || metadata.userinfo_endpoint === undefined) return []
  try {
    const answer = await fetch(metadata.userinfo_endpoint, {
      ...{ method: 'GET', headers: { authorization: 'Bearer none' }, body: undefined, redirect: 'manual' },
    })
    if ([400, 401, 403].includes(answer.status))
      return [fits(what, `it refuses whom it does not know (${answer.status})`)]
    if (answer.status === 404) return [misfit(what, 'nothing is there (404)', 'CITY_KEY_USERINFO_URL')]
    return [unknown(what, `it answered ${answer.status} to a token that is none`, 'CITY_KEY_USERINFO_URL')]
  } catch (error) {
    return [ofFailure(what, error, 'user info')]
  }
}

import { setTimeout as pause } from 'node:timers/promises'
import * as client from 'openid-client'
import { type CityKeyClient, usualClient } from '../config/index.ts'
import { type Claims, checkLevel, claimAt, particulars, subjectOf } from './account/identity.ts'
import { failureOf } from './failure.ts'
import { authorizationRequest, isPushed } from './protocol/authorize.ts'
import { createClientAuthenticator } from './protocol/client-authentication.ts'
import { type Metadata, openDiscovery } from './protocol/discovery.ts'
import { configurationOf, exchange, type Tokens } from './protocol/exchange.ts'
import { createFetch } from './protocol/fetch.ts'
import { freshnessOf } from './protocol/freshness.ts'
import { verifiedClaims } from './protocol/id-token.ts'
import { createKeys } from './protocol/keys.ts'
import { hasTenants, ofReturned } from './protocol/tenants.ts'
import { userInfo } from './protocol/user-info.ts'
import { type CityKey, CityKeyError, type SignInChecks } from './provider.ts'

/** What is not given is as where nothing is set. */
export interface CityKeyOptions extends Partial<CityKeyClient> {
  issuer: string
  clientId: string
  /**
   * A City Key that answered within so many seconds is taken to be there: nobody is sent to one that is not. Default 10.
   */
  answeredSeconds?: number
  /** With which address ways of client authentication are tried. */
  redirectUri?: string
  /** As an account is kept: `stored-account.ts`. Default: as it is. */
  storedAccount?: (account: string) => Promise<string>
}

const ORIGINS_WITHIN_MS = 1000
const ANSWERS_WITHIN_MS = 2000

/**
 * The City Key at a provider of OpenID Connect or plain OAuth 2. What it tells of itself is read at first use, after a
 * failure, before a sign-in that begins much later, and where its keys have changed.
 *
 * @throws {StartError} where a file that is named cannot be read
 */
export function createCityKey(given: CityKeyOptions): CityKey {
  const { answeredSeconds = 10, redirectUri = 'https://plaza.invalid/', ...rest } = given
  const options: CityKeyClient = { ...usualClient, clientSecret: undefined, ...rest }
  const { issuer } = options
  const fetch = createFetch(options)
  const discovery = openDiscovery(options, fetch, answeredSeconds)
  const keys = createKeys(discovery, fetch)
  const authenticator = createClientAuthenticator(options, fetch, redirectUri)
  const configured = async (metadata: Metadata) =>
    configurationOf(options, metadata, await authenticator.settled(metadata), fetch)

  const exchanged = async (returned: URL, checks: SignInChecks, metadata: Metadata): Promise<Tokens> => {
    try {
      const authentication = await authenticator.settled(metadata)
      return await exchange(options, { metadata, authentication, fetch }, returned, checks)
    } catch (error) {
      const failure = failureOf(error, returned.searchParams.has('error') ? 'authorization' : 'token')
      if (failure.reason === 'invalid_client') authenticator.unsettle()
      throw failure
    }
  }

  /** What is known of the person: by the ID token, and by user info where that is wanted. */
  const claimsOf = async (tokens: Tokens, { nonce }: SignInChecks, metadata: Metadata) => {
    const parts = { options, metadata, keys }
    const { idToken, accessToken } = tokens
    const proved: Claims =
      idToken === undefined || options.protocol === 'oauth'
        ? {}
        : await verifiedClaims(idToken, { ...parts, nonce }).catch((error) => {
            throw failureOf(error, 'ID token')
          })
    if (!wantsUserInfo(options, metadata, proved)) return { proved, claims: proved }
    const told = await configured(metadata)
      .then((configuration) => userInfo(configuration, accessToken, parts))
      .catch((error) => {
        throw failureOf(error, 'user info')
      })
    // “The sub Claim in the UserInfo Response MUST be verified to exactly match” (OpenID Connect Core section 5.3.2).
    if (proved.sub !== undefined && String(told.sub) !== String(proved.sub))
      throw new CityKeyError('misfit', 'sub_mismatch', 'user info: it is of somebody else than the ID token (sub)')
    return { proved, claims: { ...told, ...proved } }
  }

  const origins = new Set([new URL(issuer).origin])
  let originsKnown: Promise<unknown> | undefined
  const noteOrigins = ({ authorization_endpoint: address }: Metadata) => {
    if (address !== undefined && URL.canParse(address)) origins.add(new URL(address).origin)
  }

  return {
    issuer,
    responseMode: options.responseMode,
    answers: () =>
      Promise.race([
        discovery.answering().then(
          () => true,
          () => false,
        ),
        pause(ANSWERS_WITHIN_MS, false, { ref: false }),
      ]),
    async origins() {
      originsKnown ??= Promise.race([
        discovery
          .read()
          .then(noteOrigins)
          .catch(() => {
            originsKnown = undefined
          }),
        pause(ORIGINS_WITHIN_MS, undefined, { ref: false }),
      ])
      await originsKnown
      return [...origins]
    },
    async begin(wanted) {
      const metadata = await discovery.answering()
      noteOrigins(metadata)
      // It takes a moment where ways have to be tried: by the way back it is done.
      authenticator.settled(metadata).catch(() => {})
      const { parameters, checks } = await authorizationRequest(options, wanted)
      const pushed = isPushed(options, metadata)
      try {
        const configuration = pushed
          ? await configured(metadata)
          : configurationOf(options, metadata, client.None(), fetch)
        const url = pushed
          ? await client.buildAuthorizationUrlWithPAR(configuration, parameters)
          : client.buildAuthorizationUrl(configuration, parameters)
        return { url, checks }
      } catch (error) {
        throw failureOf(error, pushed ? 'pushed request' : 'authorization')
      }
    },
    async complete(returned, checks) {
      const metadata = ofReturned(await discovery.read(), options, returned)
      const tokens = await exchanged(returned, checks, metadata)
      const { proved, claims } = await claimsOf(tokens, checks, metadata)
      const account = subjectOf(options, claims)
      const subject = (await given.storedAccount?.(account)) ?? account
      // Of several tenants the token's own (verified above).
      const whose = hasTenants(metadata.issuer) ? String(proved.iss) : metadata.issuer
      const identity = { issuer: whose, subject, ...particulars(options, claims) }
      checkLevel(options, identity)
      return { identity, ...freshnessOf(options, checks, proved) }
    },
    async signOutUrl(returnTo) {
      if (!options.endsSession) return undefined
      const metadata = await discovery.read().catch(() => undefined)
      if (metadata?.end_session_endpoint === undefined) return undefined
      const configuration = configurationOf(options, metadata, client.None(), fetch)
      return client.buildEndSessionUrl(configuration, { post_logout_redirect_uri: returnTo })
    },
  }
}

function wantsUserInfo({ protocol, userinfo, ...wanted }: CityKeyClient, metadata: Metadata, proved: Claims): boolean {
  if (protocol === 'oauth' || userinfo === 'always') return true
  if (userinfo === 'never' || metadata.userinfo_endpoint === undefined) return false
  // What is not asked for by name is not worth a further request.
  const names = [
    wanted.subject.claim,
    ...(wanted.level.claim !== usualClient.level.claim || wanted.level.least !== undefined ? [wanted.level.claim] : []),
    ...(wanted.localeClaim !== usualClient.localeClaim ? [wanted.localeClaim] : []),
  ]
  return names.some((name) => claimAt(proved, name) === undefined)
}

import { generateKeyPair, randomBytes } from 'node:crypto'
import { promisify } from 'node:util'
import type { JWK } from 'oidc-provider'
import type { AccountMemory } from './account-memory.ts'
import { memoryAdapter } from './memory-adapter.ts'
import { loadOidcProvider, type Provider } from './oidc-provider.ts'
import { languageOf, lostPage, pageHeaders } from './pages.ts'

export const CLIENT_ID = 'plaza'
const HOUR = 3600

/** oidc-provider as the demo wants it: authorization code with PKCE, and of claims `sub`, `locale` and `acr` only. */
export async function createProvider(
  issuer: string,
  clientSecret: string,
  redirectUris: string[],
  accounts: AccountMemory,
): Promise<Provider> {
  const { Provider } = await loadOidcProvider()
  const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 })
  return new Provider(issuer, {
    adapter: memoryAdapter(),
    clients: [
      {
        client_id: CLIENT_ID,
        client_secret: clientSecret,
        redirect_uris: redirectUris,
        response_types: ['code'],
        grant_types: ['authorization_code'],
      },
    ],
    jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), use: 'sig', alg: 'RS256', kid: 'demo' } as JWK] },
    cookies: {
      keys: [randomBytes(24).toString('base64url')],
      names: { session: 'llave_session', interaction: 'llave_interaction', resume: 'llave_resume' },
    },
    scopes: ['openid'],
    claims: { openid: ['sub', 'locale', 'acr'] },
    conformIdTokenClaims: false,
    features: {
      devInteractions: { enabled: false },
      userinfo: { enabled: false },
      rpInitiatedLogout: { enabled: false },
    },
    pkce: { required: () => true },
    interactions: { url: (_context, interaction) => `/interaction/${interaction.uid}` },
    ttl: {
      AccessToken: 60,
      AuthorizationCode: 60,
      IdToken: 300,
      Interaction: 900,
      Session: 8 * HOUR,
      Grant: 24 * HOUR,
    },
    findAccount(_context, subject) {
      const account = accounts.bySubject(subject)
      return (
        account && {
          accountId: subject,
          claims: () => ({ sub: subject, locale: account.locale, acr: account.level }),
        }
      )
    },
    async loadExistingGrant({ oidc }) {
      const { session, result, client, provider } = oidc
      const grantId =
        result?.consent?.grantId ??
        (client && session?.grantIdFor(client.clientId)) ??
        accounts.grantOf(session?.accountId ?? '')
      const grant = grantId === undefined ? undefined : await provider.Grant.find(grantId)
      return grant?.accountId === session?.accountId ? grant : undefined
    },
    renderError(context) {
      context.set(pageHeaders)
      context.type = 'html'
      context.body = lostPage(languageOf(context.query.ui_locales))
    },
  })
}

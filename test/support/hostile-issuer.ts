import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** An issuer that answers as it is told, for what a real one never does. */
export interface HostileIssuer {
  issuer: string
  signingKey: KeyObject
  claims: Record<string, unknown>
  token: (response: ServerResponse) => void
  discovery: Record<string, unknown>
  status: number
  hangs: boolean
  /** Answers everything instead. */
  endless: ((response: ServerResponse) => unknown) | undefined
  asked: string[]
  /** What is added to the way back, or left out of it where undefined. */
  back: Record<string, string | undefined>
  close(): Promise<void>
}

const keyPair = () => generateKeyPairSync('rsa', { modulusLength: 2048 })
const pair = keyPair()
/** A signing key that it does not publish. */
export const strangersKey = keyPair().privateKey

export async function startHostileIssuer(): Promise<HostileIssuer> {
  const server = createServer((request, response) => answer(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const json = (response: ServerResponse, body: unknown, status = 200) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  const self: HostileIssuer = {
    issuer,
    signingKey: pair.privateKey,
    claims: {},
    discovery: {},
    status: 200,
    hangs: false,
    endless: undefined,
    asked: [],
    back: {},
    token: (response) =>
      json(response, { access_token: 'a', token_type: 'Bearer', id_token: idToken(self.signingKey, self.claims) }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
  /** Sends everybody back at once, as somebody who has signed in. */
  const authorize = ({ searchParams }: URL, response: ServerResponse) => {
    const [state, nonce] = [searchParams.get('state') ?? '', searchParams.get('nonce') ?? '']
    const now = Math.floor(Date.now() / 1000)
    const told = { iss: issuer, sub: 'sub-of-the-issuer', aud: searchParams.get('client_id'), iat: now, exp: now + 60 }
    self.claims = { ...told, nonce, ...self.claims }
    const back = new URL(searchParams.get('redirect_uri') ?? '')
    for (const [name, value] of Object.entries({ code: 'code', state, ...self.back }))
      if (value !== undefined) back.searchParams.set(name, value)
    response.writeHead(303, { location: back.href }).end()
  }
  const answer = (request: IncomingMessage, response: ServerResponse) => {
    const path = request.url ?? ''
    self.asked.push(path)
    if (self.hangs) return
    if (self.endless) return void self.endless(response)
    if (self.status !== 200) return void response.writeHead(self.status).end()
    if (path === '/jwks')
      return void json(response, { keys: [{ ...pair.publicKey.export({ format: 'jwk' }), kid: 'k' }] })
    if (path === '/token') return self.token(response)
    if (path.startsWith('/authorize')) return authorize(new URL(path, issuer), response)
    json(response, {
      issuer,
      authorization_endpoint: `${issuer}/authorize`,
      token_endpoint: `${issuer}/token`,
      jwks_uri: `${issuer}/jwks`,
      response_types_supported: ['code'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['RS256'],
      code_challenge_methods_supported: ['S256'],
      ...self.discovery,
    })
  }
  return self
}

function idToken(key: KeyObject, claims: Record<string, unknown>): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const signed = `${part({ alg: 'RS256', kid: 'k' })}.${part(claims)}`
  return `${signed}.${sign('sha256', Buffer.from(signed), key).toString('base64url')}`
}

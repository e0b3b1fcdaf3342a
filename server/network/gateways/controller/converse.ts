import { X509Certificate } from 'node:crypto'
import { type IncomingMessage, type RequestOptions, request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import { checkServerIdentity, rootCertificates } from 'node:tls'
import type { Gateway, GatewayController } from '../gateways.ts'
import { ControllerError } from './controller-error.ts'

/** How much a conversation may take. */
export interface Bounds {
  /** Milliseconds for all that is asked. */
  timeoutMs?: number
  /** Characters of one answer. */
  maxAnswer?: number
  /** Aborted when nobody waits any more. */
  signal?: AbortSignal | undefined
}

/** As a resident waits meanwhile, for little. */
const TIMEOUT_MS = 10_000
const MAX_ANSWER = 200_000

export interface ControllerAnswer {
  status: number
  headers: IncomingMessage['headers']
  /** Undefined where the answer is no JSON. */
  body: unknown
}

/** Several requests to one controller as one user: cookies are kept in between. */
export interface Conversation {
  controller: GatewayController
  /** Of the CSRF token that the controller gave last. */
  headers: Record<string, string>
  /** Aborted when its time is over. */
  signal: AbortSignal
  /** @throws {ControllerError} unreachable, timeout, untrusted */
  ask(method: 'GET' | 'POST', path: string, json?: object): Promise<ControllerAnswer>
}

/** @throws {ControllerError} `controller-refused` when the gateway was registered without a controller */
export function converse(
  { name, controller }: Pick<Gateway, 'name' | 'controller'>,
  { timeoutMs = TIMEOUT_MS, maxAnswer = MAX_ANSWER, signal: ending }: Bounds = {},
): Conversation {
  if (!controller)
    throw new ControllerError('controller-refused', `gateway ${name} has no controller: see --controller-url`)
  const cookies = new Map<string, string>()
  const headers: Record<string, string> = {}
  const late = AbortSignal.timeout(timeoutMs)
  const signal = ending ? AbortSignal.any([late, ending]) : late
  return {
    controller,
    headers,
    signal,
    async ask(method, path, json) {
      const cookie = [...cookies].map(([key, value]) => `${key}=${value}`).join('; ')
      const answer = await send(controller, path, json, {
        method,
        signal,
        maxAnswer,
        headers: {
          accept: 'application/json',
          ...headers,
          ...(cookie && { cookie }),
          ...(json && { 'content-type': 'application/json' }),
        },
      })
      for (const line of answer.headers['set-cookie'] ?? []) {
        const [, key, value] = /^\s*([^=;\s]+)=([^;]*)/.exec(line) ?? []
        if (key !== undefined && value !== undefined) cookies.set(key, value)
      }
      return answer
    },
  }
}

function send(
  { url, ca }: GatewayController,
  path: string,
  json: object | undefined,
  { maxAnswer, ...options }: RequestOptions & { signal: AbortSignal; maxAnswer: number },
): Promise<ControllerAnswer> {
  const target = new URL(`${url.replace(/\/$/, '')}${path}`)
  return new Promise<ControllerAnswer>((resolve, reject) => {
    const request =
      target.protocol === 'https:' ? requestHttps(target, { ...options, ...trust(ca) }) : requestHttp(target, options)
    request.once('error', reject)
    request.once('response', (response) => {
      read(response, maxAnswer).then(
        (text) => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: parsed(text) }),
        reject,
      )
    })
    request.end(json && JSON.stringify(json))
  }).catch((error: NodeJS.ErrnoException) => {
    throw failed(error, target, options.signal.aborted)
  })
}

/** A certificate that is named itself is good under any name: controllers make their own, for no name that they have. */
function trust(ca: string | null) {
  if (ca === null) return {}
  const named = new Set(
    (ca.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? []).map(
      (pem) => new X509Certificate(pem).fingerprint256,
    ),
  )
  return {
    ca: [ca, ...rootCertificates],
    checkServerIdentity: (...[host, certificate]: Parameters<typeof checkServerIdentity>) =>
      named.has(certificate.fingerprint256) ? undefined : checkServerIdentity(host, certificate),
  }
}

async function read(response: IncomingMessage, maxAnswer: number): Promise<string> {
  let text = ''
  response.setEncoding('utf8')
  for await (const chunk of response) {
    text += chunk
    if (text.length > maxAnswer) throw new Error(`the answer is longer than ${maxAnswer} characters`)
  }
  return text
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** OpenSSL's and Node's codes for certificates that are not trusted, as in Node.js, "TLS", "X509 certificate error codes". */
const UNTRUSTED =
  /CERT|SELF_SIGNED|UNABLE_TO_(?:GET_ISSUER|VERIFY_LEAF)|ERR_TLS_CERT_ALTNAME_INVALID|INVALID_CA|HOSTNAME_MISMATCH/

function failed(error: NodeJS.ErrnoException, { origin }: URL, late: boolean): ControllerError {
  const code = error.code ?? ''
  if (late || code === 'ETIMEDOUT') return new ControllerError('controller-timeout', `${origin} did not answer in time`)
  if (UNTRUSTED.test(code))
    return new ControllerError('controller-untrusted', `certificate of ${origin}: ${error.message}`)
  return new ControllerError('controller-unreachable', `${origin}: ${error.message}`)
}

/** A part of a JSON answer by its path; undefined where it is not there. */
export function part(body: unknown, ...path: Array<string | number>): unknown {
  let found = body
  for (const key of path) {
    if (typeof found !== 'object' || found === null) return undefined
    found = (found as Record<string | number, unknown>)[key]
  }
  return found
}

import { readFileSync } from 'node:fs'
import { Agent as HttpAgent, type IncomingMessage, type RequestOptions, request as requestHttp } from 'node:http'
import { Agent as HttpsAgent, request as requestHttps } from 'node:https'
import { rootCertificates } from 'node:tls'
import type { CustomFetch } from 'openid-client'
import { StartError } from '../../start/start-error.ts'

/** Discovery documents, key sets and tokens have a few thousand octets. */
const MOST_OCTETS = 1_000_000

/** No answer, or none that is of use. `code`: `timeout`, `too_long`, or as Node.js has it (`ECONNREFUSED`). */
export class FetchError extends Error {
  override name = 'FetchError'
  readonly code: string
  constructor(code: string, message: string, cause?: unknown) {
    super(message, { cause })
    this.code = code
  }
}

export interface FetchOptions {
  /** From the request until the whole answer. */
  timeoutSeconds: number
  /** A PEM file of CAs that are believed besides the usual ones. */
  caFile?: string | undefined
}

/**
 * Fetches an answer, and not more of it than any City Key has to say; what is beyond is not waited for. Redirects are
 * not followed. Node's own `fetch` takes no CA without a further package.
 *
 * @throws {StartError} where the file of CAs cannot be read; by the function: {@link FetchError}
 */
export function createFetch({ timeoutSeconds, caFile }: FetchOptions): CustomFetch {
  const ca = caFile === undefined ? undefined : [...rootCertificates, readCa(caFile)]
  const agents = {
    http: new HttpAgent({ keepAlive: true }),
    https: new HttpsAgent({ keepAlive: true, ...(ca && { ca }) }),
  }
  return async (url, { method, headers, body, signal: given }) => {
    const late = AbortSignal.timeout(timeoutSeconds * 1000)
    const signal = given ? AbortSignal.any([late, given]) : late
    const sent = body === null || body === undefined ? undefined : body instanceof Uint8Array ? body : String(body)
    const target = new URL(url)
    try {
      const options = { method, signal, headers: lengthOf(headers, sent) }
      return await readWhole(await ask(target, options, sent, agents), target)
    } catch (error) {
      if (error instanceof FetchError) throw error
      const place = target.origin + target.pathname
      if (signal.aborted) throw new FetchError('timeout', `${place} did not answer within ${timeoutSeconds} s`, error)
      const { code = 'unknown', message } = error as NodeJS.ErrnoException
      throw new FetchError(code, `${place}: ${message || code}`, error)
    }
  }
}

/** What a provider has closed while nobody asked it anything is asked once more on a fresh connection. */
async function ask(
  target: URL,
  options: RequestOptions,
  sent: string | Uint8Array | undefined,
  agents: { http: HttpAgent; https: HttpsAgent },
): Promise<IncomingMessage> {
  const isSecure = target.protocol === 'https:'
  const once = (agent: HttpAgent | HttpsAgent | false) => {
    const request = isSecure ? requestHttps(target, { ...options, agent }) : requestHttp(target, { ...options, agent })
    const answer = new Promise<IncomingMessage>((resolve, reject) => {
      request.once('response', resolve).once('error', reject).end(sent)
    })
    return { request, answer }
  }
  const { request, answer } = once(isSecure ? agents.https : agents.http)
  try {
    return await answer
  } catch (error) {
    if (!request.reusedSocket || (error as NodeJS.ErrnoException).code !== 'ECONNRESET') throw error
    return once(isSecure ? new HttpsAgent(agents.https.options) : false).answer
  }
}

function readCa(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new StartError(`CITY_KEY_CA_FILE: ${file} cannot be read: ${(error as Error).message}`)
  }
}

const lengthOf = (headers: Record<string, string>, sent: string | Uint8Array | undefined) =>
  sent === undefined ? headers : { ...headers, 'content-length': String(Buffer.byteLength(sent)) }

async function readWhole(answer: IncomingMessage, { origin, pathname }: URL): Promise<Response> {
  const parts: Uint8Array[] = []
  let octets = 0
  // Leaving the loop ends the connection.
  for await (const part of answer as AsyncIterable<Uint8Array>) {
    octets += part.length
    if (octets > MOST_OCTETS)
      throw new FetchError('too_long', `the answer of ${origin}${pathname} has more than ${MOST_OCTETS} octets`)
    parts.push(part)
  }
  const status = answer.statusCode ?? 500
  const headers = new Headers()
  for (const [name, value] of Object.entries(answer.headers))
    for (const each of [value ?? []].flat()) headers.append(name, each)
  return new Response([204, 205, 304].includes(status) ? null : Buffer.concat(parts), { status, headers })
}

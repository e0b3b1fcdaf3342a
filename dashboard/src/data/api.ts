import { z } from 'zod'
import {
  type Answer,
  apiError,
  type CsvLanguage,
  type Endpoint,
  type NeighbourhoodShapes,
  type Request,
  readNeighbourhoodShapes,
} from '../../../server/api/contract/index.ts'
import { ApiFailure } from './failure.ts'

/** Told when the server says that nobody is signed in. */
export const signedOut = new EventTarget()

/** What may be given of a request, whichever endpoint it is for. */
interface Given {
  params?: Record<string, string | number>
  query?: Record<string, string | number | undefined>
  body?: object
}

/** Where an endpoint is asked: path and query; tells one request to read from another. */
export function addressOf<E extends Endpoint>(endpoint: E, given: Request<E>): string {
  const { params = {}, query = {} } = given as Given
  const path = endpoint.path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(`${params[name]}`))
  const said = Object.entries(query).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, `${value}`] as [string, string]],
  )
  return `/api/v1${path}${said.length > 0 ? `?${new URLSearchParams(said)}` : ''}`
}

/** Where every row of a list that the filters show is a file. */
export function csvAddressOf<E extends Endpoint>(endpoint: E, given: Request<E>, language: CsvLanguage): string {
  const { params, query: { limit: _limit, cursor: _cursor, ...filters } = {} } = given as Given
  const file: Endpoint = { ...endpoint, path: `${endpoint.path}.csv` }
  return addressOf(file, { params, query: { ...filters, language } } as Request<Endpoint>)
}

/** Of the shapes only the frame is checked: checking each of a hundred thousand corners takes its time. */
const shapesFrame = z.object({
  type: z.literal('FeatureCollection'),
  features: z.array(z.custom<NeighbourhoodShapes['features'][number]>()),
})

/**
 * Asks an endpoint of the API.
 *
 * @param csrf the token of `readMe`, for a change
 * @throws {ApiFailure} when there is no answer, a refusal, or one against the contract
 */
export async function call<E extends Endpoint>(
  endpoint: E,
  given: Request<E>,
  { csrf, signal }: { csrf?: string; signal?: AbortSignal } = {},
): Promise<Answer<E>> {
  const address = addressOf(endpoint, given)
  const { body } = given as Given
  const response = await fetch(address, {
    method: endpoint.method.toUpperCase(),
    headers: {
      accept: 'application/json',
      ...(csrf !== undefined && { 'x-plaza-csrf': csrf }),
      ...(body && { 'content-type': 'application/json' }),
    },
    credentials: 'same-origin',
    ...(body && { body: JSON.stringify(body) }),
    ...(signal && { signal }),
  }).catch((error: unknown) => {
    if (error instanceof DOMException && error.name === 'AbortError') throw error
    throw new ApiFailure(0, 'network', String(error))
  })
  const answer: unknown = await response.json().catch(() => undefined)
  if (response.status === 401) signedOut.dispatchEvent(new Event('signed-out'))
  if (!response.ok) throw failureIn(response, answer)
  const schema = endpoint.path === readNeighbourhoodShapes.path ? shapesFrame : endpoint.response
  const parsed = schema.safeParse(answer)
  if (!parsed.success) throw new ApiFailure(response.status, 'shape', `${address}: ${z.prettifyError(parsed.error)}`)
  return parsed.data as Answer<E>
}

function failureIn({ status, statusText }: Response, answer: unknown): ApiFailure {
  const known = apiError.safeParse(answer)
  if (!known.success) return new ApiFailure(status, 'http', `${status} ${statusText}`.trim())
  const { code, message, ...wrong } = known.data.error
  return new ApiFailure(status, code, message, wrong)
}

/** Asks an endpoint that changes something, as whoever is signed in. @throws {ApiFailure} */
export type Change = <E extends Endpoint>(endpoint: E, given: Request<E>) => Promise<Answer<E>>

export const changeAs =
  (csrf: string): Change =>
  (endpoint, given) =>
    call(endpoint, given, { csrf })

/** Ends the staff session. @throws {ApiFailure} */
export async function signOut(csrf: string): Promise<void> {
  const response = await fetch('/staff/sign-out', {
    method: 'POST',
    headers: { 'x-plaza-csrf': csrf },
    credentials: 'same-origin',
    redirect: 'manual',
  }).catch((error: unknown) => {
    throw new ApiFailure(0, 'network', String(error))
  })
  if (!response.ok && response.type !== 'opaqueredirect')
    throw new ApiFailure(response.status, 'http', response.statusText)
  signedOut.dispatchEvent(new Event('signed-out'))
}

/** Where to sign in and come back to the page that is open. */
export const signInAddress = (): string =>
  `/staff/sign-in?return=${encodeURIComponent(window.location.pathname + window.location.search)}`

import type { Sealer } from '../../sealing.ts'

/** What a provider sends back; all else of the form is left. */
const FIELDS = ['code', 'state', 'iss', 'error', 'error_description'] as const
const PURPOSE = 'city-key-answer'
/** Long enough for a redirect. */
const KEPT_MS = 60_000

/**
 * Where a browser goes on that was sent back by a form (`response_mode=form_post`): the same address, by GET. Browsers
 * send no cookie of ours (SameSite=Lax) with a form of another site, but do with the redirect after it. What the form
 * held is sealed: the code stands in no address.
 */
export function answerAddress(path: string, body: unknown, sealer: Sealer): string {
  const given = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>
  const fields = FIELDS.flatMap((name) => (typeof given[name] === 'string' ? [[name, given[name]]] : []))
  const answer = sealer.seal(JSON.stringify({ until: Date.now() + KEPT_MS, fields }), PURPOSE).toString('base64url')
  const state = typeof given.state === 'string' ? given.state : ''
  return `${path}?${new URLSearchParams({ state, answer })}`
}

/**
 * The whole address that a browser came back to, with what a form had brought.
 *
 * @param search of the request's address
 */
export function returnedAddress(redirectUri: string, search: string, sealer: Sealer): URL {
  const returned = new URL(redirectUri)
  const answer = new URLSearchParams(search).get('answer')
  returned.search = answer === null ? search : new URLSearchParams(openAnswer(answer, sealer)).toString()
  return returned
}

function openAnswer(answer: string, sealer: Sealer): Array<[string, string]> {
  try {
    const { until, fields } = JSON.parse(sealer.open(Buffer.from(answer, 'base64url'), PURPOSE))
    return until > Date.now() ? fields : []
  } catch {
    return []
  }
}

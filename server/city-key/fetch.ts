import type { CustomFetch } from 'openid-client'

/** Discovery documents, key sets and tokens have a few thousand octets. */
const MOST_OCTETS = 1_000_000

/** Fetches an answer, and not more of it than any City Key has to say; what is beyond is not waited for. */
export const boundedFetch: CustomFetch = async (url, options) => {
  const answer = await fetch(url, options as RequestInit)
  if (!answer.body) return answer
  const parts: Uint8Array[] = []
  let octets = 0
  // Leaving the loop ends the connection.
  for await (const part of answer.body) {
    octets += part.length
    if (octets > MOST_OCTETS)
      throw new Error(`the answer of ${new URL(url).pathname} has more than ${MOST_OCTETS} octets`)
    parts.push(part)
  }
  const { status, statusText, headers } = answer
  return new Response([204, 205, 304].includes(status) ? null : Buffer.concat(parts), {
    status,
    statusText,
    headers,
  })
}

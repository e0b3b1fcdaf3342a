import type { IncomingMessage } from 'node:http'

/**
 * Whether a request that changes something, or opens the live link, comes from one of our own pages: by Sec-Fetch-Site
 * (Fetch Metadata) or by Origin, which must be the public address or the host asked for. A request with neither is no browser's of today; the cookie's SameSite and the CSRF token still guard it.
 */
export function isOwnPage({ headers }: IncomingMessage, publicUrl: string): boolean {
  if (headers['sec-fetch-site'] === 'same-origin') return true
  const { origin, host } = headers
  if (origin === undefined) return headers['sec-fetch-site'] === undefined
  if (!URL.canParse(origin)) return false
  return new URL(origin).origin === new URL(publicUrl).origin || new URL(origin).host === host
}

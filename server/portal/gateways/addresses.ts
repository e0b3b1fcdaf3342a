import type { RequestHandler } from 'express'
import type { PortalParts } from '../parts.ts'
import { RedirectProblem } from '../problems/problem.ts'
import { answerAuthmon } from './makes/authmon.ts'

/** UniFi's external portal is at an address that cannot be chosen, `/guest/s/<site>/`: from there it goes on as others do. */
export const unifiRedirect: RequestHandler<{ site: string }> = ({ originalUrl, params: { site } }, response) => {
  const query = originalUrl.includes('?') ? originalUrl.slice(originalUrl.indexOf('?') + 1) : ''
  response.set('referrer-policy', 'no-referrer').redirect(302, `/portal?${new URLSearchParams({ site })}&${query}`)
}

/** Where the authmon of an openNDS gateway posts to: the address of its redirects. */
export function authmon(parts: Pick<PortalParts, 'db' | 'registry'>): RequestHandler<{ gateway: string }> {
  return async ({ params, body }, response) => {
    const field = (name: string): string => {
      const value: unknown = body?.[name]
      return typeof value === 'string' ? value : ''
    }
    const said = { action: field('auth_get'), gatewayHash: field('gatewayhash'), payload: field('payload') }
    const answer = await answerAuthmon(parts, gatewayNumber(params.gateway), said)
    if (answer === undefined)
      throw new RedirectProblem('forged', 'other-sender', 'this is no authmon of the gateway in the path')
    response.set('cache-control', 'no-store').type('text/plain').send(answer)
  }
}

/** The number of a gateway in a path; 0, which none has, for anything else. */
export const gatewayNumber = (text: string): number => (/^\d{1,9}$/.test(text) ? Number(text) : 0)

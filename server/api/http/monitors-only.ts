import { timingSafeEqual } from 'node:crypto'
import type { Request, RequestHandler } from 'express'
import type { Config } from '../../config.ts'

/**
 * Figures of a small place are figures of people: they are told to whoever shows the token that is set, or where none is,
 * on this machine alone, and to nobody who comes by way of a proxy.
 */
export const monitorsOnly =
  ({ metricsToken, http: { trustProxy } }: Pick<Config, 'metricsToken' | 'http'>): RequestHandler =>
  (request, response, next) => {
    if (metricsToken === undefined ? isHere(request, trustProxy) : shows(request, metricsToken)) return next()
    response.status(metricsToken === undefined ? 403 : 401).set('cache-control', 'no-store')
    if (metricsToken !== undefined) response.set('www-authenticate', 'Bearer')
    response
      .type('text')
      .send(
        metricsToken === undefined
          ? 'Metrics are told on this machine only. PLAZA_METRICS_TOKEN lets others ask, who send it as bearer token.\n'
          : 'Metrics are told to whoever sends PLAZA_METRICS_TOKEN as bearer token.\n',
      )
  }

const isHere = ({ ip = '', headers }: Request, trustProxy: number): boolean =>
  /^(?:::1|(?:::ffff:)?127(?:\.\d+){3})$/.test(ip) &&
  // A proxy on this machine of which the settings do not tell: whoever is behind it may be anybody.
  (trustProxy > 0 || (headers['x-forwarded-for'] === undefined && headers.forwarded === undefined))

function shows({ headers }: Request, token: string): boolean {
  const given = Buffer.from(/^Bearer (\S+)$/i.exec(headers.authorization ?? '')?.[1] ?? '')
  const wanted = Buffer.from(token)
  return given.length === wanted.length && timingSafeEqual(given, wanted)
}

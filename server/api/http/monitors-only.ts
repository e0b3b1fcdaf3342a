import { timingSafeEqual } from 'node:crypto'
import type { Request, RequestHandler } from 'express'
import type { Config } from '../../config/index.ts'

/**
 * Figures of a small place are figures of people: they are told to whoever shows the token that is set, or where none is,
 * on this machine alone, and to nobody who comes by way of a proxy: behind it may be anybody, whatever address it names.
 */
export const monitorsOnly =
  ({ metricsToken }: Pick<Config, 'metricsToken'>): RequestHandler =>
  (request, response, next) => {
    if (metricsToken === undefined ? isHere(request) : shows(request, metricsToken)) return next()
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

const LOOPBACK = /^(?:::1|(?:::ffff:)?127(?:\.\d+){3})$/
const LOOPBACK_NAME = /^(?:localhost|127(?:\.\d+){3}|\[::1\])(?::\d+)?$/i
/** What proxies say of whom they ask for. */
const OF_PROXIES = ['x-forwarded-for', 'forwarded', 'x-forwarded-host', 'x-forwarded-proto', 'x-real-ip', 'via']

const isHere = ({ socket, headers }: Request): boolean =>
  LOOPBACK.test(socket.remoteAddress ?? '') &&
  LOOPBACK_NAME.test(headers.host ?? '') &&
  OF_PROXIES.every((name) => headers[name] === undefined)

function shows({ headers }: Request, token: string): boolean {
  const given = Buffer.from(/^Bearer (\S+)$/i.exec(headers.authorization ?? '')?.[1] ?? '')
  const wanted = Buffer.from(token)
  return given.length === wanted.length && timingSafeEqual(given, wanted)
}

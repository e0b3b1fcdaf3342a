import type { RequestHandler } from 'express'
import helmet from 'helmet'
import type { Config } from '../../config/index.ts'

/**
 * Headers of every answer. Without TLS those that only make sense with it are left out: browsers would complain of them,
 * or upgrade addresses that nobody serves. The portal's pages set a Content-Security-Policy of their own, since they
 * send forms to gateways.
 */
export const pageHeaders = ({ http }: Config): RequestHandler => {
  const secure = http.publicUrl.startsWith('https:')
  return helmet({
    contentSecurityPolicy: false,
    strictTransportSecurity: secure,
    crossOriginOpenerPolicy: secure,
    originAgentCluster: secure,
  })
}

/**
 * Headers of the dashboard, the staff pages and the API: nothing but our own, and the map's tiles. Tile servers are told
 * our origin, which many ask for; never a page.
 */
export const dashboardHeaders = ({ http, tiles }: Config): RequestHandler[] => {
  const live = new URL(http.publicUrl)
  live.protocol = live.protocol === 'https:' ? 'wss:' : 'ws:'
  const policy = helmet.contentSecurityPolicy({
    useDefaults: false,
    directives: {
      defaultSrc: ["'self'"],
      baseUri: ["'none'"],
      objectSrc: ["'none'"],
      frameAncestors: ["'none'"],
      formAction: ["'self'"],
      styleSrc: ["'self'"],
      imgSrc: ["'self'", 'data:', ...(tiles.url === undefined ? [] : [tileSource(tiles.url)])],
      connectSrc: ["'self'", `${live.protocol}//${live.host}`],
    },
  })
  return [policy, helmet.referrerPolicy({ policy: 'strict-origin-when-cross-origin' })]
}

/** The origin of a tile address as CSP spells it: `https://{s}.tile.example/{z}/...` is `https://*.tile.example`. */
export function tileSource(url: string): string {
  const [, scheme = '', host = ''] = /^(https?:\/\/)([^/]+)/.exec(url) ?? []
  return scheme + host.replace(/^.*\{[^}]*\}[^.]*/, '*')
}

import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { RequestHandler } from 'express'
import { pinoHttp } from 'pino-http'
import type { Log } from '../../log.ts'

/** Asked for every few seconds by monitors: worth no line unless they fail. */
const MONITORS = new Set(['/healthz', '/readyz', '/metrics'])

/**
 * One line for each request: method, path, status, time. Never the query, which holds codes and challenges, nor any
 * header. The request's id is also what an error page shows.
 */
export const requestLog = (log: Log): RequestHandler =>
  pinoHttp({
    logger: log,
    genReqId: () => randomUUID().slice(0, 8),
    wrapSerializers: false,
    serializers: {
      req: (request: IncomingMessage & { originalUrl?: string; id: unknown }) => ({
        id: request.id,
        method: request.method,
        path: pathOf(request),
      }),
      res: (response: { statusCode: number }) => ({ status: response.statusCode }),
    },
    customLogLevel: (request, response, error) => {
      if (error || response.statusCode >= 500) return 'error'
      return MONITORS.has(pathOf(request)) ? 'silent' : 'debug'
    },
  })

const pathOf = (request: IncomingMessage & { originalUrl?: string }) =>
  (request.originalUrl ?? request.url ?? '').split('?', 1)[0]!

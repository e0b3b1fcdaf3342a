import { STATUS_CODES } from 'node:http'
import { type ErrorRequestHandler, type RequestHandler, type Response, Router } from 'express'
import { dictionaryDocument } from '../../open-data/dictionary.ts'
import { VERSION } from '../../open-data/method.ts'
import { FRESH_MS, fileOf, type OpenData } from '../../open-data/open-data.ts'
import type { PortalContext } from '../context.ts'
import { readerOf, sendPage } from '../pages/page.ts'
import { Problem } from '../problems/problem.ts'
import { dataPage } from './data-page.ts'
import { availableFiles } from './files.ts'

const ANY_VERSION = /^\/v\d+(?=\/|$)/
const READING = ['GET', 'HEAD']

/** `/open`: what it is, and its files. Nobody signs in, any page may read it, and no cookie counts. */
export function openDataRoutes({ config, openData, now }: PortalContext): Router {
  const router = Router()
  const data = (): OpenData => {
    if (!openData) throw new Problem('not-found', 'nothing is published')
    return openData
  }
  router.get('/', async (request, response) => {
    const reader = readerOf(request)
    sendPage(response, config.cityName, reader, dataPage(reader, config, await data().listed()))
  })
  router.use(ANY_VERSION, forEverybody)
  router.get(`/${VERSION}/dictionary.json`, async (_request, response) => {
    const { parts, months } = await data().listed()
    const document = { ...dictionaryDocument(parts, months), available: availableFiles(parts, months) }
    const { body, etag, mediaType } = fileOf(
      JSON.stringify(document),
      'application/json; charset=utf-8',
      new Date(now()),
    )
    response.set({ etag, 'content-type': mediaType }).send(body)
  })
  router.get(`/${VERSION}/*file`, async (request, response) => {
    const name = (request.params.file as unknown as string[]).join('/')
    const file = await data().file(name)
    if (!file) return refuse(response, 404, 'There is no such file, or it is not published.')
    // Answers 304 to who has it already (RFC 9110 section 13.1.2).
    response
      .set({ etag: file.etag, 'content-type': file.mediaType, 'last-modified': file.madeAt.toUTCString() })
      .send(file.body)
  })
  router.use(ANY_VERSION, toPrograms)
  return router
}

/** To programs, which read no page (RFC 9457). */
function refuse(response: Response, status: number, detail: string): void {
  const title = STATUS_CODES[status]!
  response
    .status(status)
    .set({ 'cache-control': 'no-store', 'content-type': 'application/problem+json' })
    .send(JSON.stringify({ title, status, detail, files: `/open/${VERSION}/dictionary.json` }))
}

/** An address that cannot be read; what else went wrong is told as on all pages. */
const toPrograms: ErrorRequestHandler = (error: unknown, _request, response, next) => {
  if (response.headersSent || !(error instanceof URIError)) return next(error)
  refuse(response, 400, 'The address is not well encoded (RFC 3986).')
}

const forEverybody: RequestHandler = (request, response, next) => {
  response.set({
    'access-control-allow-origin': '*',
    'access-control-expose-headers': 'etag, last-modified',
    'cross-origin-resource-policy': 'cross-origin',
    'cache-control': `public, max-age=${FRESH_MS / 1000}`,
    vary: 'accept-encoding',
  })
  if (READING.includes(request.method)) return toVersion(request, response, next)
  response.set('allow', [...READING, 'OPTIONS'].join(', '))
  if (request.method !== 'OPTIONS') return refuse(response, 405, 'Open data are only read.')
  response.set({
    'access-control-allow-methods': READING.join(', '),
    'access-control-max-age': '86400',
    'access-control-allow-headers': 'if-none-match, if-modified-since',
  })
  response.status(204).end()
}

const toVersion: RequestHandler = ({ baseUrl, path }, response, next) => {
  if (!baseUrl.endsWith(`/${VERSION}`)) return refuse(response, 404, `There is no such version: this is ${VERSION}.`)
  if (path === '/') return response.redirect('/open/')
  next()
}

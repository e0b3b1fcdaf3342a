import { type RequestHandler, Router } from 'express'
import { dictionaryDocument } from '../../open-data/dictionary.ts'
import { VERSION } from '../../open-data/method.ts'
import { FRESH_MS, fileOf, type OpenData } from '../../open-data/open-data.ts'
import type { PortalContext } from '../context.ts'
import { readerOf, sendPage } from '../pages/page.ts'
import { Problem } from '../problems/problem.ts'
import { dataPage } from './data-page.ts'
import { availableFiles } from './files.ts'

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
  router.use(`/${VERSION}`, forEverybody)
  router.get(`/${VERSION}/dictionary.json`, async (_request, response) => {
    const { parts, months } = await data().listed()
    const document = { ...dictionaryDocument(parts), available: availableFiles(parts, months) }
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
    if (!file) throw new Problem('not-found', 'no such file is published')
    // Answers 304 to who has it already (RFC 9110 section 13.1.2).
    response
      .set({ etag: file.etag, 'content-type': file.mediaType, 'last-modified': file.madeAt.toUTCString() })
      .send(file.body)
  })
  return router
}

const forEverybody: RequestHandler = (request, response, next) => {
  response.set({
    'access-control-allow-origin': '*',
    'access-control-expose-headers': 'etag, last-modified',
    'cross-origin-resource-policy': 'cross-origin',
    'cache-control': `public, max-age=${FRESH_MS / 1000}`,
  })
  if (request.method !== 'OPTIONS') return next()
  response.set({
    'access-control-allow-methods': 'GET, HEAD',
    'access-control-allow-headers': 'if-none-match, if-modified-since',
  })
  response.status(204).end()
}

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import express, { type Request, type Response, Router } from 'express'
import { sendPage } from '../pages.ts'

/** Serves the built dashboard; a path that is no file is one of its pages. */
export function dashboardFiles(folder: string): Router {
  const router = Router({ strict: true })
  router.use(
    '/assets',
    express.static(join(folder, 'assets'), { immutable: true, maxAge: '1y', fallthrough: true, index: false }),
    (_request: Request, response: Response) => void response.status(404).type('text').send('There is no such file.\n'),
  )
  router.use(express.static(folder, { index: false, redirect: false, maxAge: '1h', setHeaders: revalidateHtml }))
  router.get('/{*page}', (request, response) => {
    if (request.originalUrl.split('?')[0] === request.baseUrl) return response.redirect(302, `${request.baseUrl}/`)
    const index = join(folder, 'index.html')
    if (!existsSync(index)) return sendPage(response, 503, notBuilt)
    response.set('cache-control', 'no-cache').sendFile(index, { cacheControl: false })
  })
  return router
}

const revalidateHtml = (response: Response, path: string) => {
  if (path.endsWith('.html')) response.set('cache-control', 'no-cache')
}

const notBuilt = {
  es: { title: 'El tablero no está compilado', text: 'Ejecuta «npm run build» y vuelve a cargar esta página.' },
  en: { title: 'The dashboard is not built', text: 'Run "npm run build" and load this page again.' },
}

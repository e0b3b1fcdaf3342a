import type { Request, Response } from 'express'
import { escapeHtml, sendHtml } from './pages.ts'
import type { Route } from './route.ts'

/** The list of routes for people, without JavaScript. */
export function docsPage(routes: readonly Route[]): (request: Request, response: Response) => void {
  const rows = routes.map((route) => {
    const names = Object.keys(route.query?.shape ?? {})
    const query = names.length > 0 ? `?${names.map((name) => `${name}=`).join('&')}` : ''
    const cells = [
      `<code>${route.method.toUpperCase()} /api/v1${escapeHtml(route.path + query)}</code>`,
      escapeHtml(route.summary),
      route.role,
    ]
    return `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`
  })
  const body =
    '<h1>Plaza API</h1><p>The whole description, with every field: <a href="/api/openapi.json">openapi.json</a> ' +
    '(OpenAPI 3.1). Sign in at <a href="/staff/sign-in">/staff/sign-in</a>; a change also needs the header ' +
    '<code>x-plaza-csrf</code> with the token from <code>/api/v1/me</code>. Scripts send <code>Authorization: Bearer</code> with a token of their own ' +
    'instead of both: see docs/api.md.</p>' +
    `<table><thead><tr><th>Request</th><th>What</th><th>Role at least</th></tr></thead><tbody>${rows.join('')}</tbody></table>`
  return (_request, response) => sendHtml(response, 200, 'API', 'en', body)
}

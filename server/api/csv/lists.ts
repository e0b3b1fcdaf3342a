import { z } from 'zod'
import type { Route } from '../route.ts'

const csvPath = (path: string): string => `${path}.csv`

/** The address of a list's rows as a file, unless an endpoint of its own has it. */
export const csvRoutes = (routes: readonly Route[]): Route[] => {
  const own = new Set(routes.map(({ path }) => path))
  return routes
    .filter((route) => isList(route) && !own.has(csvPath(route.path)))
    .map((route) => ({
      ...route,
      path: csvPath(route.path),
      summary: `${route.summary}: every row, as CSV`,
      mediaType: 'text/csv',
      query: csvQuery(route.query),
    }))
}

/** Whether an endpoint answers rows as `pageOf` has them. */
const isList = ({ method, response }: Route): boolean =>
  method === 'get' && response instanceof z.ZodObject && 'items' in response.shape && 'next' in response.shape

/** The list's filters and the language of the headings; all rows are sent, so that none asks for a page. */
function csvQuery(query: z.ZodObject | undefined): z.ZodObject {
  const { limit: _limit, cursor: _cursor, ...filters } = query?.shape ?? {}
  return z.strictObject({ ...filters, language: z.enum(['es', 'en']).default('es') })
}

import { z } from 'zod'
import * as contract from './contract/index.ts'
import type { Route } from './route.ts'

/** Status codes that any route may answer with, each an `ApiError`. */
const problems = {
  '400': 'A parameter or field is wrong; `field` names it',
  '401': 'Nobody is signed in',
  '403': 'The role does not allow it, or the CSRF token is wrong',
  '404': 'There is no such thing',
  '429': 'Too many requests',
  '500': 'Something failed',
}

/**
 * The OpenAPI 3.1 document of `routes`. Schemas that the contract exports become components under the contract's names.
 *
 * @param publicUrl scheme, host and port under which the API is reached
 */
export function openApi(routes: readonly Route[], publicUrl: string) {
  const components = componentsOf(routes)
  const paths: Record<string, Record<string, unknown>> = {}
  for (const route of routes) {
    const path = `/api/v1${route.path}`
    paths[path] ??= {}
    paths[path][route.method] = operationOf(route, components)
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Plaza',
      version: '1',
      description: 'What the dashboard of a city’s free public Wi-Fi reads and does.',
    },
    servers: [{ url: publicUrl }],
    security: [{ staff: [] }, { token: [] }],
    paths,
    components: {
      schemas: schemasOf(components),
      securitySchemes: {
        staff: {
          type: 'apiKey',
          in: 'cookie',
          name: 'plaza_staff',
          description: 'Set by signing in at /staff/sign-in',
        },
        token: {
          type: 'http',
          scheme: 'bearer',
          description: 'For scripts: made under /dashboard/tokens or by `plaza token add`; needs no CSRF token',
        },
      },
    },
  }
}

/** The schemas that have names: those that bodies are sent by, and all others, which answers are made by. */
const componentsOf = (routes: readonly Route[]) => {
  const bodies = new Set<unknown>(routes.map(({ body }) => body))
  const sent = z.registry<{ id: string }>()
  const answered = z.registry<{ id: string }>()
  for (const [name, exported] of Object.entries(contract)) {
    if (!(exported instanceof z.ZodType)) continue
    const registry = bodies.has(exported) ? sent : answered
    registry.add(exported, { id: name[0]!.toUpperCase() + name.slice(1) })
  }
  return { sent, answered }
}
type Components = ReturnType<typeof componentsOf>

const uri = (id: string) => `#/components/schemas/${id}`

function schemasOf({ sent, answered }: Components) {
  const schemas = {
    ...z.toJSONSchema(sent, { uri, io: 'input' }).schemas,
    ...z.toJSONSchema(answered, { uri }).schemas,
  }
  return Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, plain(schema)]))
}

/** A schema by its name, or in full where it has none. */
function contentOf(
  schema: z.ZodType,
  { sent, answered }: Components,
  io: 'input' | 'output' = 'output',
  mediaType = 'application/json',
) {
  const known = sent.get(schema) ?? answered.get(schema)
  return { [mediaType]: { schema: known ? { $ref: uri(known.id) } : plain(z.toJSONSchema(schema, { io })) } }
}

const operationOf = (route: Route, components: Components) => ({
  operationId: `${route.method}${route.path.replace(/[/{}-]+(\w?)/g, (_, next: string) => next.toUpperCase())}`,
  summary: route.summary,
  description:
    `Needs the role \`${route.role}\` or one above it.` +
    (route.byPeople ? ' Not by tokens.' : '') +
    (route.changes ? ` Audited as \`${route.changes.action}\`.` : ''),
  ...(route.byPeople && { security: [{ staff: [] }] }),
  ...(route.body && { requestBody: { required: true, content: contentOf(route.body, components, 'input') } }),
  parameters: [...parameters('path', route.params), ...parameters('query', route.query), ...csrfOf(route)],
  responses: {
    '200': { description: 'Done', content: contentOf(route.response, components, 'output', route.mediaType) },
    ...Object.fromEntries(
      Object.entries(problems).map(([status, description]) => [
        status,
        { description, content: contentOf(contract.apiError, components) },
      ]),
    ),
  },
})

const csrfOf = ({ method }: Route) =>
  method === 'get'
    ? []
    : [
        {
          name: 'x-plaza-csrf',
          in: 'header',
          required: false,
          description: 'The token that /api/v1/me gives: needed with the cookie, not with a bearer token',
          schema: { type: 'string' },
        },
      ]

function parameters(place: 'path' | 'query', schema: z.ZodObject | undefined) {
  if (!schema) return []
  const { properties = {}, required = [] } = z.toJSONSchema(schema, { io: 'input' })
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    schema: property,
  }))
}

/** Without the marks of a document of its own, which a schema inside another document is not. */
const plain = ({ $schema: _schema, $id: _id, ...schema }: Record<string, unknown>) => schema

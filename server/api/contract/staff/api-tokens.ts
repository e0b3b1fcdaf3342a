import { z } from 'zod'
import { endpoint, staffRole } from '../endpoint.ts'
import { pageOf } from '../page.ts'
import { doneRecord, idParameter } from '../parameters.ts'

/** `endpoints`: the only ones that it may ask, such as `get /hotspots`; null: all that its role may. */
const scope = {
  name: z.string().trim().min(1).max(100),
  role: staffRole,
  readOnly: z.boolean(),
  endpoints: z
    .array(z.string().regex(/^(get|post|put) \/\S*$/, 'an endpoint such as "get /hotspots"'))
    .min(1)
    .max(200)
    .nullable(),
}

/** `lastUsedAt` is to the minute; `mine`: of whoever asks. */
export const apiToken = z.object({
  id: z.int(),
  owner: z.string(),
  ...scope,
  madeAt: z.iso.datetime(),
  endsAt: z.iso.datetime(),
  revokedAt: z.iso.datetime().nullable(),
  lastUsedAt: z.iso.datetime().nullable(),
  mine: z.boolean(),
})
export type ApiToken = z.infer<typeof apiToken>
export const apiTokenPage = pageOf(apiToken)

export const listApiTokens = endpoint({
  method: 'get',
  path: '/api-tokens',
  summary: 'Tokens by which scripts ask the API: one’s own, and all for administrators of the whole city',
  role: 'operator',
  districts: 'none',
  response: apiTokenPage,
})

/** `token` is shown this once: only a hash of it is stored. */
export const madeApiToken = z.object({ id: z.int(), token: z.string() })

export const addApiToken = endpoint({
  method: 'post',
  path: '/api-tokens',
  summary: 'Makes a token that may no more than whoever makes it, in their districts',
  role: 'operator',
  districts: 'none',
  byPeople: true,
  body: z.strictObject({ ...scope, days: z.int().min(1).max(366) }),
  response: madeApiToken,
  changes: { action: 'api-token.add', target: 'api token {id}' },
})

export const revokeApiToken = endpoint({
  method: 'post',
  path: '/api-tokens/{id}/revoke',
  summary: 'Ends a token at once: one’s own, or any for administrators of the whole city',
  role: 'operator',
  districts: 'none',
  params: idParameter,
  response: doneRecord,
  changes: { action: 'api-token.revoke', target: 'api token {id}' },
})

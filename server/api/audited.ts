import { audit } from '../directory/audit.ts'
import { type Changed, FailedChange, type Route, type RouteContext } from './route.ts'

type Context = RouteContext<unknown, unknown, unknown>

/**
 * Runs a route that changes something and records the change: who made it, the action and target that the endpoint
 * declares, and the detail that the handler gives. The one place where the API writes the audit.
 *
 * @returns the answer
 */
export async function audited(route: Route, context: Context): Promise<unknown> {
  const { action, target = '', afterwards } = route.changes!
  const { db, log } = context.parts
  const record = (what: string, whom: string, detail: Record<string, unknown>) =>
    audit(db, { kind: 'staff', staffId: context.staff.id }, what, whom, detail)
  const { answer, audit: event } = await (route.handler(context) as Promise<Changed<object>>).catch(async (error) => {
    if (!(error instanceof FailedChange)) throw error
    await record(action, filled(target, context.params), error.detail)
    throw error.cause
  })
  if (!event) return answer
  const whom = event.target ?? filled(target, { ...(context.params as object | undefined), ...answer })
  await record(action, whom, event.detail)
  if (event.afterwards && afterwards !== undefined) {
    event.afterwards
      .then((detail) => record(afterwards, whom, detail))
      .catch((error) => log.error({ err: error, target: whom }, `failed after ${action}`))
  }
  return answer
}

/** `policy {id}` with the id in its place. */
const filled = (target: string, parts: unknown) =>
  target.replace(/\{(\w+)\}/g, (_, name: string) => `${(parts as Record<string, unknown>)[name]}`)

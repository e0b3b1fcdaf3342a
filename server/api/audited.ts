import type { Database } from '../database/connection.ts'
import { inOneTransaction } from '../database/one-transaction.ts'
import { audit, auditAlone } from '../directory/audit.ts'
import type { AuditAction } from '../directory/audit-actions.ts'
import { type Changed, FailedChange, type Route, type RouteContext } from './route.ts'

type Context = RouteContext<unknown, unknown, unknown>

/**
 * Runs a route that changes something and records the change: who made it, the action and target that the endpoint
 * declares, and the detail that the handler gives. The one place where the API writes the audit. Both are one
 * transaction: nothing is changed unaudited, and nothing audited that was not changed. Where a gateway is asked
 * (`asksGateways`), which no transaction takes back, the audit is written once it has answered; that it was asked, and by
 * whom, is stored before it is.
 *
 * @returns the answer
 */
export async function audited(route: Route, context: Context): Promise<unknown> {
  return route.changes!.asksGateways ? afterAnswers(route, context) : atOnce(route, context)
}

async function atOnce(route: Route, context: Context): Promise<unknown> {
  const { parts } = context
  const { answer, audit: event } = await inOneTransaction(parts.db, async (db) => {
    const done = await (route.handler({ ...context, parts: { ...parts, db } }) as Promise<Changed<object>>)
    if (done.audit)
      await audit(
        db,
        byStaff(context),
        actionOf(route),
        targetOf(route, context, done),
        withToken(context, done.audit.detail),
      )
    return done
  })
  event?.whenStored?.(parts)
  return answer
}

async function afterAnswers(route: Route, context: Context): Promise<unknown> {
  const { action, target = '', afterwards } = route.changes!
  const { db, log } = context.parts
  const done = await (route.handler(context) as Promise<Changed<object>>).catch(async (error) => {
    if (!(error instanceof FailedChange)) throw error
    await record(db, context, action, filled(target, context.params), error.detail)
    throw error.cause
  })
  const { answer, audit: event } = done
  if (!event) return answer
  const whom = targetOf(route, context, done)
  await record(db, context, action, whom, event.detail)
  if (event.afterwards && afterwards !== undefined) {
    event.afterwards
      .then((detail) => record(db, context, afterwards, whom, detail))
      .catch((error) => log.error({ err: error, target: whom }, `failed after ${action}`))
  }
  return answer
}

/** That it was asked by a token, and by which. */
const withToken = ({ token }: Context, detail: Record<string, unknown>) =>
  token ? { ...detail, apiToken: token.id } : detail

const byStaff = ({ staff }: Context) => ({ kind: 'staff', staffId: staff.id }) as const

/** An endpoint knows them as text, which a test holds to the list. */
const actionOf = ({ changes }: Route): AuditAction => changes!.action as AuditAction

/** @param what of the endpoint, as {@link actionOf} */
const record = (db: Database, context: Context, what: string, whom: string, detail: Record<string, unknown>) =>
  auditAlone(db, byStaff(context), what as AuditAction, whom, withToken(context, detail))

const targetOf = ({ changes }: Route, { params }: Context, { answer, audit: event }: Changed<object>): string =>
  event?.target ?? filled(changes?.target ?? '', { ...(params as object | undefined), ...answer })

/** `policy {id}` with the id in its place. */
const filled = (target: string, parts: unknown) =>
  target.replace(/\{(\w+)\}/g, (_, name: string) => `${(parts as Record<string, unknown>)[name]}`)

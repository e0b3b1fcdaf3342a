import { z } from 'zod'
import { endpoint } from '../endpoint.ts'
import { pageOf } from '../page.ts'
import { doneRecord, idParameter, madeRecord } from '../parameters.ts'
import { incidentKind } from './incidents.ts'

const seconds = (most: number) => z.int().min(0).max(most)
const WEEK = 604_800

/** Which incidents go to which receiver. */
const fields = {
  name: z.string().trim().min(1).max(100),
  receiver: z.int(),
  kinds: z.array(incidentKind).min(1),
  /** Residents left without service at least. */
  leastResidents: z.int().min(0).max(100_000_000),
  /** Null: everywhere. */
  district: z.int().nullable(),
  group: z.int().nullable(),
  /** As opening hours are written; null: always. */
  hours: z.string().max(500).nullable(),
  groupWaitSeconds: seconds(86_400),
  groupIntervalSeconds: seconds(86_400),
  /** Null: it is said once. */
  repeatSeconds: seconds(WEEK).min(60).nullable(),
  /** Null: nobody else is called. */
  escalateSeconds: seconds(WEEK).min(60).nullable(),
  escalateTo: z.int().nullable(),
  /** What fits goes on to the routes behind too. */
  goesOn: z.boolean(),
}
export const notificationRouteFields = z.strictObject(fields)
export type NotificationRouteFields = z.infer<typeof notificationRouteFields>
export const notificationRoute = z.object({ id: z.int(), ...fields })
export type NotificationRoute = z.infer<typeof notificationRoute>
/** All on one page, in the order in which they are asked. */
export const notificationRoutePage = pageOf(notificationRoute)

const administered = { role: 'admin', districts: 'city' } as const

export const listNotificationRoutes = endpoint({
  method: 'get',
  path: '/notification-routes',
  summary: 'Which incidents go to which receiver: each that fits, until one ends the way',
  ...administered,
  response: notificationRoutePage,
})

export const addNotificationRoute = endpoint({
  method: 'post',
  path: '/notification-routes',
  summary: 'Adds a route behind all others',
  ...administered,
  body: notificationRouteFields,
  response: madeRecord,
  changes: { action: 'notification-route.add', target: 'notification-route {id}' },
})

export const putNotificationRoute = endpoint({
  method: 'put',
  path: '/notification-routes/{id}',
  summary: 'Changes a route as a whole',
  ...administered,
  params: idParameter,
  body: notificationRouteFields,
  response: doneRecord,
  changes: { action: 'notification-route.set', target: 'notification-route {id}' },
})

export const removeNotificationRoute = endpoint({
  method: 'post',
  path: '/notification-routes/{id}/remove',
  summary: 'Removes a route',
  ...administered,
  params: idParameter,
  response: doneRecord,
  changes: { action: 'notification-route.remove', target: 'notification-route {id}' },
})

export const orderNotificationRoutes = endpoint({
  method: 'post',
  path: '/notification-routes/order',
  summary: 'Puts the routes in this order',
  ...administered,
  body: z.strictObject({ routes: z.array(z.int()).max(1000) }),
  response: doneRecord,
  changes: { action: 'notification-route.order', target: 'notification-routes' },
})

import {
  addRoute,
  orderRoutes,
  putRoute,
  RouteError,
  type RouteFields,
  removeRoute,
} from '../../../incidents/notify/change-routes.ts'
import { allRoutes } from '../../../incidents/notify/routes.ts'
import * as contract from '../../contract/index.ts'
import { wholePage } from '../../cursor.ts'
import { ApiProblem, changed, implement } from '../../route.ts'

function explained(error: unknown): never {
  if (!(error instanceof RouteError)) throw error
  const { field, message, part } = error
  if (field === 'route') throw new ApiProblem(404, 'no-such-route', message)
  throw new ApiProblem(400, 'wrong-route', message, shownField(field), part === undefined ? undefined : { part })
}

const shownField = (field: keyof RouteFields): string => field.replace(/Id$/, '')

const fieldsIn = ({ receiver, district, group, ...fields }: contract.NotificationRouteFields): RouteFields => ({
  ...{ ...fields, receiverId: receiver, districtId: district, groupId: group },
})

export const notificationRouteRoutes = [
  implement(contract.listNotificationRoutes, async ({ parts: { db } }) =>
    wholePage(
      (await allRoutes(db)).map(({ receiverId, districtId, groupId, kinds, ...route }) => ({
        ...{ ...route, kinds: [...kinds], receiver: receiverId, district: districtId, group: groupId },
      })),
    ),
  ),
  implement(contract.addNotificationRoute, async ({ parts: { db }, body }) => {
    const id = await addRoute(db, fieldsIn(body)).catch(explained)
    return changed({ id }, { ...body })
  }),
  implement(contract.putNotificationRoute, async ({ parts: { db }, params: { id }, body }) => {
    await putRoute(db, id, fieldsIn(body)).catch(explained)
    return changed({ done: true }, { ...body })
  }),
  implement(contract.removeNotificationRoute, async ({ parts: { db }, params: { id } }) => {
    const name = await removeRoute(db, id).catch(explained)
    return changed({ done: true }, { name })
  }),
  implement(contract.orderNotificationRoutes, async ({ parts: { db }, body: { routes } }) => {
    await orderRoutes(db, routes).catch(explained)
    return changed({ done: true }, { routes })
  }),
]

import { useState } from 'react'
import {
  listDistricts,
  listHotspotGroups,
  listNotificationRoutes,
  type NotificationRoute,
  orderNotificationRoutes,
  type Receiver,
  removeNotificationRoute,
} from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { useReason } from '../data/reason.ts'
import { useResource, useWholeList } from '../data/resource.ts'
import { useHours } from '../groups/hours.ts'
import { Ask, useReturnedFocus } from '../hotspots/ask.tsx'
import { useText } from '../languages/index.ts'
import { Reading } from '../parts/reading.tsx'
import { type Choices, RouteForm } from './route-form.tsx'

/** Which incidents go to which receiver, in the order in which they are asked. */
export function NotificationRoutes({ receivers }: { receivers: readonly Receiver[] }) {
  const t = useText()
  const { change, announce } = useCity()
  const [error, setError] = useState<unknown>()
  const reason = useReason(error)
  const list = useWholeList(listNotificationRoutes, {})
  const districts = useResource(listDistricts, {}).data?.items ?? []
  const groups = useResource(listHotspotGroups, {}).data?.items ?? []
  const choices = { receivers, districts, groups }
  const routes = list.data?.items ?? []
  const move = (from: number, by: -1 | 1) => {
    const ids = routes.map(({ id }) => id)
    const [moved] = ids.splice(from, 1)
    ids.splice(from + by, 0, moved!)
    setError(undefined)
    change(orderNotificationRoutes, { body: { routes: ids } }).then(() => {
      announce(t('routes.moved'))
      list.reload()
    }, setError)
  }
  return (
    <section>
      <h2>{t('routes.title')}</h2>
      <p className="muted">{t('routes.lead')}</p>
      <Reading of={list} />
      {list.data && routes.length === 0 ? <p className="empty">{t('routes.none')}</p> : null}
      {error ? <p role="alert">{reason}</p> : null}
      <ol className="rows">
        {routes.map((route, index) => (
          <Row key={route.id} of={route} choices={choices} onChange={list.reload}>
            <button
              type="button"
              disabled={index === 0}
              aria-label={t('routes.upOf', { name: route.name })}
              onClick={() => move(index, -1)}
            >
              ↑
            </button>
            <button
              type="button"
              disabled={index === routes.length - 1}
              aria-label={t('routes.downOf', { name: route.name })}
              onClick={() => move(index, 1)}
            >
              ↓
            </button>
          </Row>
        ))}
      </ol>
      {receivers.length === 0 ? null : (
        <details className="groups-new">
          <summary>{t('routes.new')}</summary>
          <RouteForm choices={choices} onDone={list.reload} />
        </details>
      )}
    </section>
  )
}

interface RowProps {
  of: NotificationRoute
  choices: Choices
  onChange: () => void
  children: React.ReactNode
}

function Row({ of, choices, onChange, children }: RowProps) {
  const t = useText()
  const [doing, setDoing] = useState<'edit' | 'remove'>()
  const { change, announce } = useCity()
  const [error, setError] = useState<unknown>()
  const reason = useReason(error)
  const removeButton = useReturnedFocus(doing !== 'remove')
  const done = () => {
    setDoing(undefined)
    onChange()
  }
  const remove = () =>
    change(removeNotificationRoute, { params: { id: of.id } }).then(() => {
      announce(t('routes.removed'))
      done()
    }, setError)
  return (
    <li data-route={of.id}>
      <h3>{of.name}</h3>
      <Words of={of} choices={choices} />
      {doing === 'remove' ? (
        <Ask question={t('routes.sure', { name: of.name })} onCancel={() => setDoing(undefined)}>
          <button type="button" className="danger" onClick={remove}>
            {t('routes.removeYes')}
          </button>
          <button type="button" onClick={() => setDoing(undefined)}>
            {t('network.cancel')}
          </button>
        </Ask>
      ) : (
        <p className="buttons">
          {children}
          <button
            type="button"
            aria-expanded={doing === 'edit'}
            onClick={() => setDoing(doing === 'edit' ? undefined : 'edit')}
          >
            {t('routes.edit')}
          </button>
          <button ref={removeButton} type="button" onClick={() => setDoing('remove')}>
            {t('routes.remove')}
          </button>
        </p>
      )}
      {error ? <p role="alert">{reason}</p> : null}
      {doing === 'edit' ? <RouteForm of={of} choices={choices} onDone={done} /> : null}
    </li>
  )
}

/** A route as sentences. */
function Words({ of, choices }: { of: NotificationRoute; choices: Choices }) {
  const t = useText()
  const hours = useHours()
  const { format } = useCity()
  const nameIn = (all: ReadonlyArray<{ id: number; name: string }>, id: number | null) =>
    all.find((one) => one.id === id)?.name ?? `${id}`
  const [kind] = of.kinds
  const what = [
    of.kinds.length === 1 && kind ? t(`routes.kind.${kind}`) : t('routes.kind.all'),
    ...(of.leastResidents > 0 ? [t('routes.least', { number: format.count(of.leastResidents) })] : []),
    ...(of.district === null ? [] : [t('routes.inDistrict', { name: nameIn(choices.districts, of.district) })]),
    ...(of.group === null ? [] : [t('routes.inGroup', { name: nameIn(choices.groups, of.group) })]),
    ...(of.hours === null ? [] : [hours(of.hours)]),
  ]
  return (
    <>
      <p>
        {what.join(' · ')} → <strong>{nameIn(choices.receivers, of.receiver)}</strong>
      </p>
      <p className="muted">
        {[
          t('routes.waits', {
            wait: format.duration(of.groupWaitSeconds),
            interval: format.duration(of.groupIntervalSeconds),
          }),
          ...(of.repeatSeconds === null ? [] : [t('routes.repeats', { every: format.duration(of.repeatSeconds) })]),
          ...(of.escalateSeconds === null
            ? []
            : [
                t('routes.escalates', {
                  after: format.duration(of.escalateSeconds),
                  name: nameIn(choices.receivers, of.escalateTo),
                }),
              ]),
          t(of.goesOn ? 'routes.goesOn' : 'routes.ends'),
        ].join(' · ')}
      </p>
    </>
  )
}

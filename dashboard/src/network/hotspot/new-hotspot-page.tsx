import { useState, useSyncExternalStore } from 'react'
import { Link, useNavigate } from 'react-router'
import { addHotspot, readInventoryChoices, readNeighbourhoodShapes } from '../../../../server/api/contract/index.ts'
import { useCity } from '../../city.tsx'
import { useResource } from '../../data/resource.ts'
import { useText } from '../../languages/index.ts'
import { usualBounds } from '../../map/bounds.ts'
import { Loading } from '../../notices.tsx'
import { FormFailure } from '../../parts/form-failure.tsx'
import { Field } from '../fields.tsx'
import { mayChange, NetworkPage } from '../frame.tsx'
import { textOf, useSending } from '../saving.ts'
import { cornersOf } from '../surroundings.ts'
import { DragMap, type Place } from './drag-map.tsx'
import { PlaceFields } from './place-map.tsx'

/** A new hotspot: what it is called and where it stands. What it hangs on is told on its own page. */
export function NewHotspotPage() {
  const t = useText()
  const { me } = useCity()
  const middle = useMiddle()
  return (
    <NetworkPage title={t('item.newTitle')}>
      <p className="way-back">
        <Link to="/network">← {t('inventory.backToList')}</Link>
      </p>
      <p className="muted lead">{t('inventory.addHelp')}</p>
      {mayChange(me.role) ? middle ? <NewForm middle={middle} /> : <Loading /> : null}
    </NetworkPage>
  )
}

function NewForm({ middle }: { middle: Place }) {
  const t = useText()
  const { change, announce } = useCity()
  const { data } = useResource(readInventoryChoices, {})
  const { onSubmit, isSending, error } = useSending()
  const navigate = useNavigate()
  const [place, setPlace] = useState(middle)
  const submit = onSubmit(async (values) => {
    const [settlement, borough] = [textOf(values, 'settlement'), textOf(values, 'borough')]
    const name = textOf(values, 'name')
    const body = {
      ...{ programme: textOf(values, 'programme'), code: textOf(values, 'code'), name, ...place },
      ...(settlement !== '' && { settlement }),
      ...(borough !== '' && { borough }),
    }
    const { id } = await change(addHotspot, { body })
    announce(t('item.created', { name }))
    await navigate(`/network/hotspots/${id}`)
  })
  return (
    <form className="part network-form" onSubmit={submit} aria-label={t('item.newTitle')}>
      <Suggested name="programme" label={t('item.programme')} among={data?.programmes} required />
      <Field name="code" label={t('item.code')} required max={200} />
      <Field name="name" label={t('item.name')} required max={300} wide />
      <Field name="settlement" label={t('item.settlement')} max={300} />
      <Suggested name="borough" label={t('item.borough')} among={data?.boroughs} />
      <div className="whole">
        <DragMap name={t('item.newTitle')} place={place} onPlace={setPlace} />
      </div>
      <PlaceFields place={place} onPlace={setPlace} />
      <FormFailure error={error} />
      <p className="whole buttons">
        <button type="submit" className="go" disabled={isSending}>
          {t('item.create')}
        </button>
      </p>
    </form>
  )
}

/** The middle of the city, by its hotspots or else its neighbourhoods; undefined until that is known. */
function useMiddle(): Place | undefined {
  const { points } = useCity()
  const index = useSyncExternalStore(points.subscribe, () => points.index)
  const shapes = useResource(index?.size === 0 ? readNeighbourhoodShapes : undefined, {})
  const corners = shapes.data?.features.flatMap(({ geometry }) => cornersOf(geometry))
  const known = index && index.size > 0 ? index.hotspots() : corners
  if (known === undefined) return shapes.error ? { latitude: 0, longitude: 0 } : undefined
  const [west, south, east, north] = usualBounds(known) ?? [0, 0, 0, 0]
  return { latitude: Math.round((south + north) * 5e5) / 1e6, longitude: Math.round((west + east) * 5e5) / 1e6 }
}

/** A text with those that there are to choose from. */
function Suggested({
  name,
  label,
  among = [],
  required,
}: {
  name: string
  label: string
  among?: readonly string[] | undefined
  required?: boolean
}) {
  return (
    <div>
      <label htmlFor={`new-${name}`}>{label}</label>
      <input id={`new-${name}`} name={name} list={`new-${name}-list`} required={required} maxLength={200} />
      <datalist id={`new-${name}-list`}>
        {among.map((one) => (
          <option key={one} value={one} />
        ))}
      </datalist>
    </div>
  )
}

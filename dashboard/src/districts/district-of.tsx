import { useId } from 'react'
import {
  assignToDistrict,
  type DistrictOf,
  listDistricts,
  unassignFromDistricts,
} from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { may } from '../data/may.ts'
import { useResource } from '../data/resource.ts'
import { useText } from '../languages/index.ts'
import { textOf, useSending } from '../network/saving.ts'
import { FormFailure } from '../parts/form-failure.tsx'
import { NONE } from '../parts/format.ts'

interface Props {
  kind: 'hotspots' | 'gateways'
  id: number
  of: DistrictOf
  onChange: () => void
}

/** Of which district a hotspot or gateway is, and why; nothing where the city has none. */
export function DistrictOfThis(props: Props) {
  const t = useText()
  const { me } = useCity()
  const { data } = useResource(listDistricts, {})
  const { kind, of } = props
  if (!data || data.items.length === 0) return null
  return (
    <section className="part district-of" aria-label={t('districts.one')}>
      <h2>{t('districts.one')}</h2>
      <p>
        <strong>{of?.name ?? NONE}</strong>{' '}
        <small className="muted">
          {t(of === null ? `districts.no.${kind}` : of.isPut ? 'districts.put' : `districts.by.${kind}`)}
        </small>
      </p>
      {may(me, assignToDistrict) ? <Put key={`${of?.id} ${of?.isPut}`} {...props} among={data.items} /> : null}
    </section>
  )
}

/** Puts it into another district, or has it follow its borough, or its hotspots, again. */
function Put({ kind, id, of, among, onChange }: Props & { among: ReadonlyArray<{ id: number; name: string }> }) {
  const t = useText()
  const field = useId()
  const { change, announce } = useCity()
  const { onSubmit, isSending, error } = useSending()
  const submit = onSubmit(async (values) => {
    const district = Number(textOf(values, 'district'))
    const body = { [kind]: [id] }
    if (district > 0) await change(assignToDistrict, { params: { id: district }, body })
    else await change(unassignFromDistricts, { body })
    announce(t('districts.putNow'))
    onChange()
  })
  return (
    <form className="network-form" onSubmit={submit}>
      <div>
        <label htmlFor={field}>{t('districts.putInto')}</label>
        <select id={field} name="district" defaultValue={of?.isPut ? of.id : ''}>
          <option value="">{t(`districts.by.${kind}`)}</option>
          {among.map((one) => (
            <option key={one.id} value={one.id}>
              {one.name}
            </option>
          ))}
        </select>
      </div>
      <p className="buttons">
        <button type="submit" disabled={isSending}>
          {t('districts.putButton')}
        </button>
      </p>
      <FormFailure error={error} />
    </form>
  )
}

import { useId } from 'react'
import { addDistrict, type Borough, changeDistrict, type District } from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { onEscape } from '../hotspots/ask.tsx'
import { useText } from '../languages/index.ts'
import { textOf, useSending } from '../network/saving.ts'
import { FormFailure } from '../parts/form-failure.tsx'
import type { All } from './row.tsx'

interface Props {
  /** Absent: a new one. */
  of?: District
  all: All
  onSaved: () => void
  onCancel?: () => void
}

/** A district's name and boroughs. */
export function DistrictForm({ of, all, onSaved, onCancel }: Props) {
  const t = useText()
  const id = useId()
  const { change, announce } = useCity()
  const { onSubmit, isSending, error } = useSending()
  const submit = onSubmit(async (values, form) => {
    const body = { name: textOf(values, 'name'), boroughs: values.getAll('borough').map(String) }
    if (of) await change(changeDistrict, { params: { id: of.id }, body })
    else await change(addDistrict, { body })
    if (!of) form.reset()
    announce(t('districts.saved', { name: body.name }))
    onSaved()
  })
  return (
    <form
      className="group-form"
      onSubmit={submit}
      aria-label={of ? t('districts.editOf', { name: of.name }) : t('districts.new')}
      onKeyDown={onCancel && onEscape(onCancel)}
    >
      <div className="whole">
        <label htmlFor={`${id}-name`}>{t('districts.name')}</label>
        <input
          id={`${id}-name`}
          name="name"
          required
          maxLength={60}
          autoComplete="off"
          defaultValue={of?.name}
          // biome-ignore lint/a11y/noAutofocus: the button that opened the form is gone
          autoFocus={!!of}
        />
      </div>
      <Boroughs of={of} all={all} />
      <FormFailure error={error} />
      <p className="whole buttons">
        <button type="submit" className="go" disabled={isSending}>
          {t(of ? 'network.save' : 'districts.add')}
        </button>
        {onCancel ? (
          <button type="button" onClick={onCancel}>
            {t('network.cancel')}
          </button>
        ) : null}
      </p>
    </form>
  )
}

/** The city's boroughs, of which those of another district cannot be chosen. */
function Boroughs({ of, all: { districts, boroughs } }: { of: District | undefined; all: All }) {
  const t = useText()
  const { format } = useCity()
  const otherOf = ({ district }: Borough) =>
    district === of?.id ? undefined : districts.find((one) => one.id === district)?.name
  return (
    <fieldset className="whole choose-boroughs">
      <legend>{t('districts.boroughs')}</legend>
      {boroughs.length === 0 ? <p className="muted">{t('districts.noBoroughs')}</p> : null}
      {boroughs.map((borough) => {
        const other = otherOf(borough)
        return (
          <label key={borough.name}>
            <input
              type="checkbox"
              name="borough"
              value={borough.name}
              disabled={other !== undefined}
              defaultChecked={of !== undefined && borough.district === of.id}
            />
            <span>
              {borough.name}{' '}
              <small className="muted">
                {other === undefined
                  ? t('districts.hotspots', { count: borough.hotspots, number: format.count(borough.hotspots) })
                  : t('districts.ofOther', { name: other })}
              </small>
            </span>
          </label>
        )
      })}
    </fieldset>
  )
}

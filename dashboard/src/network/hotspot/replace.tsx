import { replaceAccessPoint } from '../../../../server/api/contract/index.ts'
import { useCity } from '../../city.tsx'
import { useText } from '../../languages/index.ts'
import { FormFailure } from '../../parts/form-failure.tsx'
import { Field, LinesField } from '../fields.tsx'
import { linesOf, textOf, useSending } from '../saving.ts'
import type { PartProps } from './hotspot-page.tsx'

/** A new access point in the place of the old one. */
export function Replace({ of: { id, name, model }, onChange }: PartProps) {
  const t = useText()
  const { change, announce } = useCity()
  const { onSubmit, isSending, error } = useSending()
  const submit = onSubmit(async (values) => {
    const serial = textOf(values, 'serial')
    const newModel = textOf(values, 'model')
    const body = {
      mac: textOf(values, 'mac'),
      bssids: linesOf(values, 'bssids'),
      ...(serial !== '' && { serial }),
      ...(newModel !== '' && { model: newModel }),
    }
    await change(replaceAccessPoint, { params: { id }, body })
    announce(t('item.replaced', { name }))
    onChange()
  })
  return (
    <details className="part">
      <summary>{t('item.replace')}</summary>
      <p className="muted">{t('item.replaceHelp')}</p>
      <form className="network-form" onSubmit={submit} aria-label={t('item.replace')}>
        <Field name="mac" label={t('item.newMac')} required max={60} />
        <Field name="serial" label={t('item.newSerial')} max={300} />
        <Field name="model" label={t('item.model')} value={model} max={300} wide />
        <LinesField name="bssids" label={t('item.bssids')} value={[]} help={t('item.onePerLine')} />
        <FormFailure error={error} />
        <p className="whole buttons">
          <button type="submit" className="go" disabled={isSending}>
            {t('item.replaceDo')}
          </button>
        </p>
      </form>
    </details>
  )
}

import { useId } from 'react'
import { type HotspotGroup, healthLimitRanges } from '../../../server/api/contract/index.ts'
import { useText } from '../languages/index.ts'

type Limits = NonNullable<HotspotGroup['health']>

export const limitNames = Object.keys(healthLimitRanges) as Array<keyof Limits>

/** When hotspots of a group count as ill; empty: as everywhere. */
export function HealthFields({ of }: { of: HotspotGroup | undefined }) {
  const t = useText()
  const id = useId()
  return (
    <details className="whole" open={of?.health != null}>
      <summary>{t('groups.health')}</summary>
      <p className="muted" id={`${id}-help`}>
        {t('groups.healthHelp')}
      </p>
      {limitNames.map((name) => (
        <div key={name}>
          <label htmlFor={`${id}-${name}`}>{t(`groups.health.${name}`)}</label>
          <input
            id={`${id}-${name}`}
            name={`health-${name}`}
            type="number"
            step={1}
            min={healthLimitRanges[name][0]}
            max={healthLimitRanges[name][1]}
            defaultValue={of?.health?.[name] ?? ''}
            aria-describedby={`${id}-help`}
          />
        </div>
      ))}
    </details>
  )
}

/** As the API wants them. */
export function healthIn(form: FormData): Limits | null {
  const given = (name: keyof Limits) => String(form.get(`health-${name}`) ?? '').trim()
  if (limitNames.every((name) => given(name) === '')) return null
  return Object.fromEntries(
    limitNames.map((name) => [name, given(name) === '' ? null : Number(given(name))]),
  ) as unknown as Limits
}

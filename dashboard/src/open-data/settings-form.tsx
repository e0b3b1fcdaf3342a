import { type FormEvent, useId, useState } from 'react'
import { type OpenDataOverview, setOpenData } from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { useText } from '../languages/index.ts'
import { FormFailure } from '../parts/form-failure.tsx'
import { FileLink } from './file-link.tsx'

/** What each part is made of; months of use have their own below. */
const files = {
  hotspots: ['hotspots.geojson', 'hotspots.csv', 'access-points.json', 'wifi-points-of-interest.json', 'states.csv'],
  coverage: ['coverage.csv'],
  use: [],
} satisfies Record<string, string[]> as Record<'hotspots' | 'coverage' | 'use', string[]>

/** Which parts are let out, and which programmes are not. */
export function SettingsForm({ of, onSaved }: { of: OpenDataOverview; onSaved: () => void }) {
  const t = useText()
  const id = useId()
  const { change, format } = useCity()
  const [error, setError] = useState<unknown>()
  const [saved, setSaved] = useState(false)
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const on = (name: string) => form.get(name) !== null
    const parts = { hotspots: on('hotspots'), coverage: on('coverage'), use: on('use') }
    setError(undefined)
    setSaved(false)
    change(setOpenData, { body: { ...parts, withheld: form.getAll('withheld').map(String) } }).then(() => {
      setSaved(true)
      onSaved()
    }, setError)
  }
  const parts = [
    ['hotspots', t('openData.hotspots'), t('openData.hotspotsHelp', { number: format.count(of.published.hotspots) })],
    [
      'coverage',
      t('openData.coverage'),
      t('openData.coverageHelp', { number: format.count(of.published.neighbourhoods) }),
    ],
    ['use', t('openData.use'), t('openData.useHelp')],
  ] as const
  return (
    <form onSubmit={submit} onChange={() => setSaved(false)}>
      <fieldset>
        <legend>{t('openData.parts')}</legend>
        {parts.map(([name, words, help]) => (
          <div className="choice" key={name}>
            <input
              type="checkbox"
              id={`${id}-${name}`}
              name={name}
              defaultChecked={of[name]}
              aria-describedby={`${id}-${name}-help`}
            />
            <label htmlFor={`${id}-${name}`}>{words}</label>
            <small className="muted" id={`${id}-${name}-help`}>
              {help}
            </small>
            {files[name].length === 0 ? null : (
              <ul className="open-data-files">
                {files[name].map((file) => (
                  <li key={file}>
                    <FileLink name={file} />
                  </li>
                ))}
              </ul>
            )}
          </div>
        ))}
      </fieldset>
      {of.programmes.length > 0 ? (
        <fieldset>
          <legend>{t('openData.programmes')}</legend>
          <p className="muted">{t('openData.programmesHelp')}</p>
          {of.programmes.map(({ name, hotspots, withheld }, index) => (
            <div className="choice" key={name}>
              <input
                type="checkbox"
                id={`${id}-programme-${index}`}
                name="withheld"
                value={name}
                defaultChecked={withheld}
              />
              <label htmlFor={`${id}-programme-${index}`}>
                {t('openData.withhold', { name })}{' '}
                <span className="muted">({t('openData.programmeHotspots', { count: hotspots })})</span>
              </label>
            </div>
          ))}
        </fieldset>
      ) : null}
      <FormFailure error={error} />
      <button type="submit" className="go">
        {t('openData.save')}
      </button>{' '}
      <span role="status">{saved ? t('openData.saved') : null}</span>
    </form>
  )
}

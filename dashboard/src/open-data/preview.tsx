import { useState } from 'react'
import { type OpenUse, publishOpenUse, readOpenUse } from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { useResource } from '../data/resource.ts'
import { useText } from '../languages/index.ts'
import { Failure } from '../notices.tsx'
import { FormFailure } from '../parts/form-failure.tsx'
import { FileLink } from './file-link.tsx'
import { useMonthNames } from './month-names.ts'

interface Props {
  month: string
  /** Whether published months are shown at all. */
  useIsOn: boolean
  onPublished: () => void
  onClose: () => void
}

/** A month as it is, or would be, published. */
export function Preview({ month, useIsOn, onPublished, onClose }: Props) {
  const t = useText()
  const { change, format } = useCity()
  const name = useMonthNames()(month)
  const { data, error, reload } = useResource(readOpenUse, { params: { month } })
  const [refused, setRefused] = useState<unknown>()
  const publish = (digest: string) => {
    if (!window.confirm(t('openData.sure', { month: name }))) return
    setRefused(undefined)
    change(publishOpenUse, { params: { month }, body: { digest } }).then(() => {
      reload()
      onPublished()
    }, setRefused)
  }
  return (
    <section className="open-data-preview" aria-label={t('openData.preview', { month: name })}>
      <h2>{t('openData.preview', { month: name })}</h2>
      {error ? <Failure error={error} retry={reload} /> : null}
      {!data && !error ? <p role="status">{t('openData.working')}</p> : null}
      {data ? (
        <>
          <p>{t('openData.hidden', { hidden: format.count(data.hidden), cells: format.count(data.cells) })}</p>
          <Tables of={data} />
          <p>
            <FileLink name={`use/${month}.csv`} />
          </p>
          {useIsOn ? null : <p className="muted">{t('openData.useOff')}</p>}
        </>
      ) : null}
      <FormFailure error={refused} />
      {data?.digest ? (
        <button type="button" className="go" onClick={() => publish(data.digest!)}>
          {t('openData.publish', { month: name })}
        </button>
      ) : null}{' '}
      <button type="button" onClick={onClose}>
        {t('openData.close')}
      </button>
    </section>
  )
}

function Tables({ of: { days, places } }: { of: OpenUse }) {
  const t = useText()
  const { format } = useCity()
  const placeOf = ({ kind, borough, neighbourhood }: OpenUse['places'][number]): string => {
    if (kind === 'city') return t('openData.city')
    const own = kind === 'borough' ? borough : neighbourhood
    return [own ?? t('openData.elsewhere'), kind === 'neighbourhood' ? borough : null].filter(Boolean).join(', ')
  }
  const count = (value: number | null) => (value === null ? t('openData.hiddenCell') : format.count(value))
  const table = (
    title: string,
    first: string,
    rows: Array<{ key: string; name: string; visits: number | null; sessions: number | null }>,
  ) => (
    <div>
      <h3>{title}</h3>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard (WCAG 2.1.1) */}
      <section className="scroll" aria-label={title} tabIndex={0}>
        <table>
          <thead>
            <tr>
              <th scope="col">{first}</th>
              <th scope="col" className="number">
                {t('openData.visits')}
              </th>
              <th scope="col" className="number">
                {t('openData.sessions')}
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ key, name, visits, sessions }) => (
              <tr key={key}>
                <th scope="row">{name}</th>
                <td className="number">{count(visits)}</td>
                <td className="number">{count(sessions)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </div>
  )
  return (
    <div className="both">
      {table(
        t('openData.byDay'),
        t('openData.day'),
        days.map((row) => ({ ...row, key: row.day, name: row.day })),
      )}
      {table(
        t('openData.byPlace'),
        t('openData.place'),
        places.map((row) => ({ ...row, key: `${row.kind} ${row.borough} ${row.code}`, name: placeOf(row) })),
      )}
    </div>
  )
}

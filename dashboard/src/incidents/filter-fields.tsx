import { type ReactNode, useId } from 'react'
import { incidentCause, incidentKind } from '../../../server/api/contract/index.ts'
import { useText } from '../languages/index.ts'
import { type FilterName, filterNames, states } from './filters.ts'

interface Props {
  address: URLSearchParams
  put: (address: URLSearchParams, options: { replace: boolean }) => void
}

/** The filters of the incidents, each of them in the address. */
export function Filters({ address, put }: Props) {
  const t = useText()
  const set = (name: FilterName, value: string) => {
    const next = new URLSearchParams(address)
    if (value === '') next.delete(name)
    else next.set(name, value)
    put(next, { replace: true })
  }
  const choose = (name: FilterName, label: string, options: ReadonlyArray<readonly [value: string, text: string]>) => (
    <Field label={label}>
      {(id) => (
        <select id={id} value={address.get(name) ?? ''} onChange={({ target }) => set(name, target.value)}>
          {options.map(([value, text]) => (
            <option key={value} value={value}>
              {text}
            </option>
          ))}
        </select>
      )}
    </Field>
  )
  const any = ['', t('incidents.any')] as const
  const isFiltered = filterNames.some((name) => name !== 'past' && address.has(name))
  return (
    <search className="incident-filters">
      {choose('past', t('incidents.when'), [
        ['', t('incidents.open')],
        ['1', t('incidents.closed')],
      ])}
      <Field label={t('incidents.search')}>
        {(id) => (
          <input
            id={id}
            type="search"
            maxLength={200}
            value={address.get('search') ?? ''}
            onChange={({ target }) => set('search', target.value)}
          />
        )}
      </Field>
      {choose('kind', t('incidents.kind'), [
        any,
        ...incidentKind.options.map((kind) => [kind, t(`alerts.kind.${kind}`)] as const),
      ])}
      {choose('cause', t('incidents.cause'), [
        any,
        ...incidentCause.options.map((cause) => [cause, t(`incidents.cause.${cause}`)] as const),
      ])}
      {choose('state', t('incidents.state'), [
        any,
        ...states.map((one) => [one, t(`incidents.state.${one}`)] as const),
      ])}
      {choose('assigned', t('incidents.whose'), [any, ['me', t('incidents.mine')]])}
      {address.get('past') === '1'
        ? (['from', 'until'] as const).map((name) => (
            <Field key={name} label={t(`incidents.${name}`)}>
              {(id) => (
                <input
                  id={id}
                  type="date"
                  value={address.get(name) ?? ''}
                  onChange={({ target }) => set(name, target.value)}
                />
              )}
            </Field>
          ))
        : null}
      {isFiltered ? (
        <button
          type="button"
          className="link"
          onClick={() => put(new URLSearchParams(address.get('past') === '1' ? 'past=1' : ''), { replace: true })}
        >
          {t('incidents.clear')}
        </button>
      ) : null}
    </search>
  )
}

function Field({ label, children }: { label: string; children: (id: string) => ReactNode }) {
  const id = useId()
  return (
    <div>
      <label htmlFor={id}>{label}</label>
      {children(id)}
    </div>
  )
}

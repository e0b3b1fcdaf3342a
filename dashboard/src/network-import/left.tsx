import { useId } from 'react'
import { Link } from 'react-router'
import type { NetworkImported } from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { useText } from '../languages/index.ts'
import { PartShown, useShownPart } from './shown-part.tsx'
import type { Retire } from './work.ts'

interface Props {
  of: NetworkImported
  /** Undefined: it is applied already. */
  retire: Retire | undefined
  onRetire: (retire: Retire) => void
}

/** Hotspots that an earlier file had and this one has not: retired where somebody says so. */
export function Left({ of: { left, leftTotal }, retire, onRetire }: Props) {
  const t = useText()
  const id = useId()
  const { format } = useCity()
  const part = useShownPart(left)
  const has = (hotspot: number) => retire === 'all' || (retire?.has(hotspot) ?? false)
  const toggle = (hotspot: number) => {
    const next = new Set(retire === 'all' ? left.map((one) => one.id) : retire)
    if (!next.delete(hotspot)) next.add(hotspot)
    onRetire(next)
  }
  return (
    <section aria-labelledby="import-left">
      <h3 id="import-left">{t('import.leftTitle')}</h3>
      <p className="muted">{t('import.leftHelp')}</p>
      {retire ? (
        <p className="check">
          <input
            id={id}
            type="checkbox"
            checked={retire === 'all'}
            onChange={({ target }) => onRetire(target.checked ? 'all' : new Set())}
          />
          <label htmlFor={id}>{t('import.leftAll', { number: format.count(leftTotal) })}</label>
        </p>
      ) : null}
      <ul className="import-left">
        {part.shown.map((one) => (
          <li key={one.id} data-left={one.id}>
            {retire ? (
              <input
                type="checkbox"
                aria-label={t('import.retireOf', { name: one.name })}
                checked={has(one.id)}
                onChange={() => toggle(one.id)}
              />
            ) : null}
            <span>
              <Link to={`/network/hotspots/${one.id}`} target="_blank">
                {one.name}
              </Link>{' '}
              <small className="muted">{[one.programme, one.code].join(' · ')}</small>
            </span>
          </li>
        ))}
      </ul>
      <PartShown of={part} total={leftTotal} />
    </section>
  )
}

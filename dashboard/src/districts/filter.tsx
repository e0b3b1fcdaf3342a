import { useText } from '../languages/index.ts'

interface Props {
  districts: ReadonlyArray<{ id: number; name: string }>
  /** Undefined: all. */
  chosen: number | undefined
  choose: (district: number | undefined) => void
}

/** Narrows a list to one district; nothing where there are none. */
export function DistrictFilter({ districts, chosen, choose }: Props) {
  const t = useText()
  if (districts.length === 0) return null
  return (
    <label className="district-filter">
      {t('districts.one')}{' '}
      <select value={chosen ?? ''} onChange={({ target }) => choose(Number(target.value) || undefined)}>
        <option value="">{t('inventory.any')}</option>
        {districts.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </select>
    </label>
  )
}

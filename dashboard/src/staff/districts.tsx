import type { District } from '../../../server/api/contract/index.ts'
import { useText } from '../languages/index.ts'

interface Props {
  /** All that the city has. */
  districts: readonly District[]
  chosen: readonly number[]
  onChoose: (chosen: number[]) => void
  /** Nobody limits themselves. */
  disabled: boolean
}

/** To which districts a member of staff is limited; nothing where the city has none. */
export function DistrictChoice({ districts, chosen, onChoose, disabled }: Props) {
  const t = useText()
  if (districts.length === 0) return null
  const toggle = (id: number) => onChoose(chosen.includes(id) ? chosen.filter((one) => one !== id) : [...chosen, id])
  return (
    <fieldset className="whole districts" disabled={disabled}>
      <legend>{t('staff.districts')}</legend>
      {districts.map(({ id, name }) => (
        <label key={id}>
          <input type="checkbox" checked={chosen.includes(id)} onChange={() => toggle(id)} /> {name}
        </label>
      ))}
      <small>{t(chosen.length === 0 ? 'staff.wholeCity' : 'staff.districtsHelp')}</small>
    </fieldset>
  )
}

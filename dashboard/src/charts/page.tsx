import { useSearchParams } from 'react-router'
import { readCityChart, readNeighbourhoodChart } from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { may } from '../data/may.ts'
import { useText } from '../languages/index.ts'
import { useNeighbourhoods } from '../neighbourhoods/neighbourhoods.ts'
import { Reading } from '../parts/reading.tsx'
import { Charts } from './charts.tsx'

/** Use of the whole city, or of the neighbourhood that the address names. */
export function ChartsPage() {
  const t = useText()
  const { me } = useCity()
  const [address, setAddress] = useSearchParams()
  const list = useNeighbourhoods()
  const chosen = Number(address.get('neighbourhood') ?? '0')
  const neighbourhood = list.byId.get(chosen)
  const choose = (id: string) => setAddress(id === '' ? {} : { neighbourhood: id })
  return (
    <div className="page wide">
      <h1>{t('charts.title')}</h1>
      <Reading of={list} />
      <label>
        {t('charts.where')}{' '}
        <select value={neighbourhood ? String(chosen) : ''} onChange={(event) => choose(event.target.value)}>
          <option value="">{t(may(me, readCityChart) ? 'charts.wholeCity' : 'charts.chooseNeighbourhood')}</option>
          {list.data?.items.map(({ id, name, borough }) => (
            <option key={id} value={id}>
              {borough ? `${name}, ${borough}` : name}
            </option>
          ))}
        </select>
      </label>
      {neighbourhood ? (
        <Charts key={chosen} of={{ read: readNeighbourhoodChart, id: chosen }} title={neighbourhood.name} />
      ) : may(me, readCityChart) ? (
        <Charts key="city" of={{ read: readCityChart }} title={t('charts.wholeCity')} />
      ) : null}
    </div>
  )
}

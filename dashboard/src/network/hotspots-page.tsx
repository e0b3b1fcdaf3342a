import { useMemo } from 'react'
import { Link, useSearchParams } from 'react-router'
import { listInventory, readInventoryChoices } from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { useList, useResource } from '../data/resource.ts'
import { useText } from '../languages/index.ts'
import { mapSearch } from '../map/filter.ts'
import { More } from '../parts/more.tsx'
import { Reading } from '../parts/reading.tsx'
import { FilterFields } from './filter-fields.tsx'
import { isFiltered, queryOf } from './filters.ts'
import { mayChange, NetworkPage } from './frame.tsx'
import { InventoryTable } from './inventory-table.tsx'
import { useKept } from './kept.ts'
import { ManyForm } from './many-form.tsx'
import { useSelection } from './selection.ts'

/** Every hotspot of the city with where it hangs: found, filtered, and changed one by one or many at once. */
export function HotspotsPage() {
  const t = useText()
  const { me, format } = useCity()
  const [address] = useSearchParams()
  const query = useMemo(() => queryOf(address), [address])
  const list = useKept(useList(listInventory, { query }))
  const choices = useResource(readInventoryChoices, {})
  const selection = useSelection(address.toString())
  const { data } = list
  const may = mayChange(me.role)
  const chosen = selection.isAll ? (data?.total ?? 0) : selection.ids.size
  return (
    <NetworkPage title={t('network.hotspots')}>
      <p className="muted lead">{t('inventory.lead')}</p>
      <FilterFields choices={choices.data} />
      <div className="table-head">
        <span role="status">
          {data ? t('inventory.found', { count: data.total, number: format.count(data.total) }) : ''}
        </span>
        {data && data.total > 0 && !address.has('use') ? (
          <Link to={{ pathname: '/', search: mapSearch(address) }}>{t('inventory.onMap')}</Link>
        ) : null}
        {may ? (
          <Link className="button" to="/network/hotspots/new">
            {t('inventory.add')}
          </Link>
        ) : null}
      </div>
      <Reading of={list} />
      {data?.total === 0 ? (
        <p className="empty">{t(isFiltered(address) ? 'inventory.emptyFound' : 'inventory.empty')}</p>
      ) : null}
      {data && data.total > 0 ? (
        <InventoryTable items={data.items} isOld={list.isOld} selection={may ? selection : undefined} />
      ) : null}
      <More of={list} />
      {chosen > 0 && data ? (
        <ManyForm
          {...{ query, selection, chosen, choices: choices.data }}
          total={data.total}
          onDone={() => {
            selection.choose([])
            list.reload()
          }}
        />
      ) : null}
    </NetworkPage>
  )
}

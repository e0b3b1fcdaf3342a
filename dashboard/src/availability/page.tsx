import { useId } from 'react'
import { Link, useSearchParams } from 'react-router'
import {
  type AvailabilityBy,
  type AvailabilityRow,
  availabilityBy,
  exportAvailability,
  readAvailability,
} from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { addressOf } from '../data/api.ts'
import { useResource } from '../data/resource.ts'
import { useText } from '../languages/index.ts'
import { createCityClock } from '../parts/city-clock.ts'
import { NONE } from '../parts/format.ts'
import { Reading } from '../parts/reading.tsx'
import { Attribution, useRingWords } from '../parts/ring.tsx'

const DAY_MS = 86_400_000
const MONTHS_BACK = 366

/** How much of the time hotspots worked, and how soon they were mended. What is asked stands in the address. */
export function AvailabilityPage() {
  const t = useText()
  const { settings } = useCity()
  const [address, setAddress] = useSearchParams()
  const clock = createCityClock(settings.timeZone)
  const day = (back: number) => clock.shown(new Date(Date.now() - back * DAY_MS)).slice(0, 10)
  const by = availabilityBy.safeParse(address.get('by')).data ?? 'month'
  const query = {
    by,
    from: address.get('from') || day(by === 'month' ? MONTHS_BACK : 30),
    to: address.get('to') || day(0),
    search: address.get('search') ?? '',
  }
  const set = (name: string, value: string) => {
    const next = new URLSearchParams(address)
    if (value === '') next.delete(name)
    else next.set(name, value)
    setAddress(next, { replace: true })
  }
  const rows = useResource(readAvailability, { query })
  return (
    <div className="page incidents-page">
      <h1>{t('availability.title')}</h1>
      <p className="muted">{t('availability.lead', { ring: useRingWords()('walk') })}</p>
      <Fields query={query} set={set} />
      <p>
        <a href={addressOf(exportAvailability, { query })} download={`plaza-${by}-${query.from}-${query.to}.csv`}>
          {t('availability.csv')}
        </a>
      </p>
      <Reading of={rows} />
      {rows.data?.items.length === 0 ? <p className="empty">{t('availability.none')}</p> : null}
      {rows.data && rows.data.items.length > 0 ? <Table by={by} rows={rows.data.items} /> : null}
      {rows.data && rows.data.total > rows.data.items.length ? (
        <p className="muted">{t('availability.more', { shown: rows.data.items.length, total: rows.data.total })}</p>
      ) : null}
      <Attribution ring="walk" />
    </div>
  )
}

interface FieldsProps {
  query: { by: AvailabilityBy; from: string; to: string; search: string }
  set: (name: string, value: string) => void
}

function Fields({ query, set }: FieldsProps) {
  const t = useText()
  const id = useId()
  return (
    <search className="incident-filters">
      <div>
        <label htmlFor={`${id}-by`}>{t('availability.by')}</label>
        <select id={`${id}-by`} value={query.by} onChange={({ target }) => set('by', target.value)}>
          {availabilityBy.options.map((each) => (
            <option key={each} value={each}>
              {t(`availability.by.${each}`)}
            </option>
          ))}
        </select>
      </div>
      {(['from', 'to'] as const).map((name) => (
        <div key={name}>
          <label htmlFor={`${id}-${name}`}>{t(`availability.${name}`)}</label>
          <input
            id={`${id}-${name}`}
            type="date"
            value={query[name]}
            onChange={({ target }) => set(name, target.value)}
          />
        </div>
      ))}
      {query.by === 'month' ? null : (
        <div>
          <label htmlFor={`${id}-search`}>{t('incidents.search')}</label>
          <input
            id={`${id}-search`}
            type="search"
            maxLength={200}
            value={query.search}
            onChange={({ target }) => set('search', target.value)}
          />
        </div>
      )}
    </search>
  )
}

const columns = ['weighted', 'share', 'down', 'silenced', 'outages', 'repair', 'hotspots'] as const

function Table({ by, rows }: { by: AvailabilityBy; rows: readonly AvailabilityRow[] }) {
  const t = useText()
  const { format } = useCity()
  const cells = (row: AvailabilityRow): Record<(typeof columns)[number], string> => ({
    weighted: row.weighted === null ? NONE : format.exactShare(floored(row.weighted)),
    share: row.share === null ? NONE : format.exactShare(floored(row.share)),
    down: format.duration(row.downSeconds),
    silenced: row.silencedSeconds === 0 ? NONE : format.duration(row.silencedSeconds),
    outages: format.count(row.outages),
    repair: row.repairSeconds === null ? NONE : format.duration(row.repairSeconds),
    hotspots: format.count(row.hotspots),
  })
  return (
    <table className="availability-table">
      <thead>
        <tr>
          <th scope="col">{t(`availability.by.${by}`)}</th>
          {columns.map((column) => (
            <th key={column} scope="col" className="number">
              {t(`availability.${column}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => {
          const shown = cells(row)
          return (
            <tr key={`${row.id} ${row.name}`}>
              <th scope="row">
                {by === 'hotspot' && row.id !== null ? (
                  <Link to={`/?hotspot=${row.id}`}>{row.name}</Link>
                ) : (
                  (row.name ?? t('availability.nowhere'))
                )}
              </th>
              {columns.map((column) => (
                <td key={column} data-label={t(`availability.${column}`)}>
                  {shown[column]}
                </td>
              ))}
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}

/** What failed is not rounded away: 99.96 % is not all of it. */
const floored = (share: number): number => Math.floor(share * 1000) / 1000

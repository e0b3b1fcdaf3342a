import { type ReactNode, useId, useState } from 'react'
import { Link } from 'react-router'
import { gatewayMakes, readWayOnline, type WayOnlineAt, type WayOnlineRow } from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { useResource } from '../data/resource.ts'
import { type Text, useText } from '../languages/index.ts'
import { NONE } from '../parts/format.ts'
import { Reading } from '../parts/reading.tsx'
import type { UseQuery } from './asked.ts'
import { type Funnel, funnelOf, shareAt, wayOnlineSteps, worstStep } from './funnel.ts'

/** From the portal to the first minute online: how many devices come how far, and where it breaks. */
export function WayOnline({ query: { step: _, ...query } }: { query: UseQuery }) {
  const t = useText()
  const id = useId()
  const read = useResource(readWayOnline, { query })
  const [vendor, setVendor] = useState('')
  const [system, setSystem] = useState('')
  const rows = read.data?.rows ?? []
  const chosen = rows.filter((row) => (!vendor || row.vendor === vendor) && (!system || row.system === system))
  const choices = (key: 'vendor' | 'system') => [...new Set(rows.map((row) => row[key]))]
  return (
    <section className="part" aria-labelledby={id}>
      <h2 id={id}>{t('way.title')}</h2>
      <p className="muted">{t('way.lead')}</p>
      <Reading of={read} />
      {read.data && rows.length === 0 ? <p className="empty">{t('way.none')}</p> : null}
      {rows.length > 0 ? (
        <>
          <form className="use-filters" onSubmit={(event) => event.preventDefault()}>
            <div>
              <label htmlFor="way-vendor">{t('way.vendor')}</label>
              <select id="way-vendor" value={vendor} onChange={({ target }) => setVendor(target.value)}>
                <option value="">{t('way.all')}</option>
                {choices('vendor').map((each) => (
                  <option key={each} value={each}>
                    {nameOf('vendor', each, t)}
                  </option>
                ))}
              </select>
            </div>
            <div>
              <label htmlFor="way-system">{t('way.system')}</label>
              <select id="way-system" value={system} onChange={({ target }) => setSystem(target.value)}>
                <option value="">{t('way.all')}</option>
                {choices('system').map((each) => (
                  <option key={each} value={each}>
                    {nameOf('system', each, t)}
                  </option>
                ))}
              </select>
            </div>
          </form>
          <Bars funnel={funnelOf(chosen)} />
          {query.kind === 'hotspot' ? null : <BreaksAt hotspots={read.data?.hotspots ?? []} />}
          <Breaks rows={rows} by="vendor" />
          <Breaks rows={rows} by="system" />
          <p className="muted">{t('way.method')}</p>
        </>
      ) : null}
    </section>
  )
}

const nameOf = (by: 'vendor' | 'system', name: WayOnlineRow['vendor'] | WayOnlineRow['system'], t: Text): string =>
  by === 'vendor'
    ? gatewayMakes[name as WayOnlineRow['vendor']].name
    : t(`way.system.${name as WayOnlineRow['system']}`)

function Bars({ funnel }: { funnel: Funnel }) {
  const t = useText()
  const { format } = useCity()
  const most = Math.max(1, ...wayOnlineSteps.map((step) => funnel[step] ?? 0))
  return (
    <table className="way-bars">
      <thead className="for-screen-readers">
        <tr>
          <th scope="col">{t('way.step')}</th>
          <th scope="col">{t('way.devices')}</th>
          <th scope="col">{t('way.ofBefore')}</th>
        </tr>
      </thead>
      <tbody>
        {wayOnlineSteps.map((step) => {
          const [count, share] = [funnel[step], shareAt(funnel, step)]
          return (
            <tr key={step}>
              <th scope="row">{t(`way.step.${step}`)}</th>
              <td>
                {count === null ? null : (
                  <svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
                    <rect width={(100 * count) / most} height="10" />
                  </svg>
                )}
                {count === null ? t('way.noAccounting') : format.count(count)}
              </td>
              <td className="number">{share === null ? NONE : format.share(share)}</td>
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}

/** The hotspots at which most are lost. */
function BreaksAt({ hotspots }: { hotspots: WayOnlineAt[] }) {
  const groups = hotspots.map(({ id, name, vendor, ...steps }) => ({
    ...{ key: `${id} ${vendor}`, name: <Link to={`/?hotspot=${id}`}>{name}</Link>, rows: [steps] },
  }))
  return groups.length === 0 ? null : <BreaksTable groups={groups} by="hotspot" />
}

/** Of each make or system, how many got through, and the step at which most are lost. */
function Breaks({ rows, by }: { rows: WayOnlineRow[]; by: 'vendor' | 'system' }) {
  const t = useText()
  const names = [...new Set(rows.map((row) => row[by]))]
  const groups = names.map((name) => ({
    ...{ key: name, name: nameOf(by, name, t), rows: rows.filter((row) => row[by] === name) },
  }))
  return <BreaksTable groups={groups} by={by} />
}

interface Group {
  key: string
  name: ReactNode
  rows: Parameters<typeof funnelOf>[0]
}

function BreaksTable({ groups, by }: { groups: Group[]; by: 'vendor' | 'system' | 'hotspot' }) {
  const t = useText()
  const { format } = useCity()
  return (
    <table className="stacked-table">
      <caption>{t(`way.by.${by}`)}</caption>
      <thead>
        <tr>
          <th scope="col">{t(`way.${by}`)}</th>
          <th scope="col" className="number">
            {t('way.step.arrived')}
          </th>
          <th scope="col" className="number">
            {t('way.step.accepted')}
          </th>
          <th scope="col">{t('way.worst')}</th>
        </tr>
      </thead>
      <tbody>
        {groups.map(({ key, name, rows }) => {
          const funnel = funnelOf(rows)
          const worst = worstStep(funnel)
          return (
            <tr key={key}>
              <th scope="row">{name}</th>
              <td className="number" data-label={t('way.step.arrived')}>
                {format.count(funnel.arrived)}
              </td>
              <td className="number" data-label={t('way.step.accepted')}>
                {format.count(funnel.accepted)}
              </td>
              <td data-label={t('way.worst')}>
                {worst ? t('way.lostAt', { step: t(`way.step.${worst.step}`), share: format.share(worst.lost) }) : NONE}
              </td>
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}

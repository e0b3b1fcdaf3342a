import { useState } from 'react'
import { useNavigate } from 'react-router'
import {
  exportSitePlan,
  forkSitePlan,
  linkSitePlan,
  removeSitePlan,
  solveSitePlan,
  stopSitePlan,
  unlinkSitePlan,
  type WholeSitePlan,
} from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { call } from '../data/api.ts'
import { useText } from '../languages/index.ts'
import { FormFailure } from '../parts/form-failure.tsx'
import { saveFile } from '../parts/save-file.ts'

/** What can be done with a plan as it stands. */
export function PlanActions({ of: { plan }, onChange }: { of: WholeSitePlan; onChange: () => void }) {
  const t = useText()
  const { change, format } = useCity()
  const navigate = useNavigate()
  const [error, setError] = useState<unknown>()
  const [link, setLink] = useState<{ address: string; endsAt: string }>()
  const params = { id: plan.id }
  const act = (work: () => Promise<unknown>) => () => {
    setError(undefined)
    void work().then(onChange, setError)
  }
  const fork = async () => {
    const body = { name: t('planning.forkName', { name: plan.name }).slice(0, 120) }
    const { id } = await change(forkSitePlan, { params, body })
    await navigate(`/planning/${id}`)
  }
  const remove = async () => {
    if (!window.confirm(t('planning.removeSure', { name: plan.name }))) return
    await change(removeSitePlan, { params })
    await navigate('/planning')
  }
  const take = async (kind: 'geojson' | 'csv') => {
    const { geojson, csv } = await call(exportSitePlan, { params })
    const text = kind === 'csv' ? csv : JSON.stringify(geojson, null, 2)
    saveFile(`plaza-plan-${plan.id}.${kind}`, kind === 'csv' ? 'text/csv' : 'application/geo+json', text)
  }
  return (
    <div className="no-print">
      <p className="buttons planning-row">
        {plan.status === 'draft' ? (
          <button type="button" className="go" onClick={act(() => change(solveSitePlan, { params }))}>
            {t('planning.solve')}
          </button>
        ) : null}
        {plan.status === 'solving' ? (
          <button type="button" onClick={act(() => change(stopSitePlan, { params }))}>
            {t('planning.stop')}
          </button>
        ) : null}
        {plan.status === 'draft' || plan.status === 'solving' ? null : (
          <button type="button" onClick={act(fork)}>
            {t('planning.fork')}
          </button>
        )}
        {plan.result ? (
          <>
            <button type="button" onClick={() => window.print()}>
              {t('planning.print')}
            </button>
            <button type="button" onClick={act(() => take('geojson'))}>
              {t('planning.geojson')}
            </button>
            <button type="button" onClick={act(() => take('csv'))}>
              {t('planning.csv')}
            </button>
            <button
              type="button"
              onClick={act(async () => setLink(await change(linkSitePlan, { params, body: { days: 30 } })))}
            >
              {t('planning.link')}
            </button>
          </>
        ) : null}
        {plan.status === 'solving' ? null : (
          <button type="button" onClick={act(remove)}>
            {t('planning.remove')}
          </button>
        )}
      </p>
      <FormFailure error={error} />
      {link ? (
        <p role="status">
          {t('planning.linkIs', { until: format.date(link.endsAt) })} <code>{link.address}</code>
        </p>
      ) : null}
      {plan.linkEndsAt === null ? null : (
        <p>
          {t('planning.linkEnds', { until: format.date(plan.linkEndsAt) })}{' '}
          <button type="button" onClick={act(() => change(unlinkSitePlan, { params }))}>
            {t('planning.unlink')}
          </button>
        </p>
      )}
    </div>
  )
}

import { useId, useState } from 'react'
import { Link } from 'react-router'
import { changeSiteProposal, readSiteProposals, type SiteProposal } from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { useResource } from '../data/resource.ts'
import { useText } from '../languages/index.ts'
import { textOf, useSending } from '../network/saving.ts'
import { FormFailure } from '../parts/form-failure.tsx'
import { Reading } from '../parts/reading.tsx'
import { HotspotPicker } from './hotspot-picker.tsx'

const stages = ['planned', 'in-work', 'installed', 'dropped'] as const

/** Sites that became work, each with how far it is. */
export function ProposalsPart() {
  const t = useText()
  const id = useId()
  const list = useResource(readSiteProposals, {})
  return (
    <section className="part" aria-labelledby={id}>
      <h2 id={id}>{t('planning.proposals')}</h2>
      <Reading of={list} />
      {list.data?.proposals.length === 0 ? <p className="empty">{t('planning.noProposals')}</p> : null}
      <ul className="planning-proposals">
        {list.data?.proposals.map((one) => (
          <ProposalRow key={one.id} of={one} onChange={list.reload} />
        ))}
      </ul>
    </section>
  )
}

function ProposalRow({ of, onChange }: { of: SiteProposal; onChange: () => void }) {
  const t = useText()
  const { change, format } = useCity()
  const { onSubmit, isSending, error } = useSending()
  const [isOpen, setOpen] = useState(false)
  const send = onSubmit(async (values) => {
    const [hotspot, cost] = [textOf(values, 'hotspotId'), textOf(values, 'cost')]
    await change(changeSiteProposal, {
      params: { id: of.id },
      body: {
        ...{ plannedFor: textOf(values, 'plannedFor') || null, notes: textOf(values, 'notes') },
        cost: cost === '' ? null : Number(cost),
        status: stages.find((stage) => stage === textOf(values, 'status')) ?? of.status,
        installedOn: textOf(values, 'installedOn') || null,
        hotspotId: hotspot === '' ? null : Number(hotspot),
      },
    })
    onChange()
  })
  const { expectedResidents: expected } = of
  return (
    <li>
      <details onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
        <summary>
          {of.name} · {t(`planning.proposal.${of.status}`)}
          {expected === null ? '' : ` · ${t('planning.expected')}: ${format.count(expected)}`}
          {of.hotspot === null ? '' : ` · ${of.hotspot}`}
        </summary>
        <form className="network-form" onSubmit={send} aria-label={of.name}>
          <label>
            {t('planning.stage')}
            <select name="status" defaultValue={of.status}>
              {stages.map((stage) => (
                <option key={stage} value={stage}>
                  {t(`planning.proposal.${stage}`)}
                </option>
              ))}
            </select>
          </label>
          <label>
            {t('planning.plannedFor')}
            <input name="plannedFor" type="date" defaultValue={of.plannedFor ?? ''} />
          </label>
          <label>
            {t('planning.installedOn')}
            <input name="installedOn" type="date" defaultValue={of.installedOn ?? ''} />
          </label>
          {isOpen ? <HotspotPicker of={of} /> : null}
          <label>
            {t('planning.cost')}
            <input name="cost" type="number" min={0} max={1e12} step="any" defaultValue={of.cost ?? ''} />
          </label>
          <label className="whole">
            {t('planning.notes')}
            <textarea name="notes" rows={2} maxLength={5000} defaultValue={of.notes} />
          </label>
          <p className="whole muted">{t(`planning.outcome.${of.outcome}`)}</p>
          <FormFailure error={error} />
          <p className="whole buttons">
            <button type="submit" className="go" disabled={isSending}>
              {t('planning.save')}
            </button>{' '}
            {of.status === 'installed' ? <Link to={`/helped?proposal=${of.id}`}>{t('helped.ofProposal')}</Link> : null}
          </p>
        </form>
      </details>
    </li>
  )
}

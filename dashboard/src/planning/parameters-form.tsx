import { useState } from 'react'
import { type SiteObjective, siteObjective } from '../../../server/api/contract/index.ts'
import { useText } from '../languages/index.ts'
import { useSending } from '../network/saving.ts'
import { FormFailure } from '../parts/form-failure.tsx'
import { type Draft, draftIn } from './draft.ts'
import { Choice, Field, Figure, TagsChoice } from './parameter-fields.tsx'
import { RingFields } from './ring-fields.tsx'

interface Props {
  first: Draft
  boroughs: string[]
  /** Of all candidates. */
  tags: string[]
  /** Whether the city has imported its streets. */
  hasStreets: boolean
  submit: string
  onSend: (draft: Draft) => Promise<unknown>
}

/** Without what a product of binary fractions adds: 57, not 56.99999999999999. */
const inPercent = (share: number): number => Math.round(1e8 * share) / 1e6

const withGroups = new Set<SiteObjective>(['floors', 'fairest', 'target'])
const withShare = new Set<SiteObjective>(['floors', 'target'])

/** What is asked of a plan; fields that the objective does not need are not shown. */
export function ParametersForm({ first, boroughs, tags, hasStreets, submit, onSend }: Props) {
  const t = useText()
  const { onSubmit, isSending, error } = useSending()
  const [objective, setObjective] = useState(first.parameters.objective)
  const { parameters } = first
  const send = onSubmit((values) => onSend(draftIn(values, first)))
  return (
    <form className="network-form" onSubmit={send} aria-label={t('planning.new')}>
      <Field label="planning.name">
        {(id) => <input id={id} name="name" required maxLength={120} defaultValue={first.name} />}
      </Field>
      <Field label="planning.objective">
        {(id) => (
          <select
            id={id}
            name="objective"
            value={objective}
            onChange={({ target }) => setObjective(siteObjective.parse(target.value))}
          >
            {siteObjective.options.map((one) => (
              <option key={one} value={one}>
                {t(`planning.objective.${one}`)}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Choice name="unit" of={['sites', 'money']} first={parameters.limit.unit} label="planning.unit" />
      {objective === 'target' ? null : (
        <Figure name="most" label="planning.most" first={parameters.limit.most} min={1} most={1e12} />
      )}
      <Field label="planning.borough">
        {(id) => (
          <select id={id} name="borough" defaultValue={parameters.borough ?? ''}>
            <option value="">{t('planning.city')}</option>
            {boroughs.map((one) => (
              <option key={one}>{one}</option>
            ))}
          </select>
        )}
      </Field>
      {withGroups.has(objective) ? (
        <Choice name="groups" of={['borough', 'quintile']} first={parameters.groups} label="planning.groups" />
      ) : null}
      {withShare.has(objective) ? (
        <Figure name="share" label="planning.share" first={inPercent(parameters.share)} min={0} most={100} />
      ) : null}
      {objective === 'capacity' ? (
        <>
          <Figure
            name="concurrent"
            label="planning.concurrent"
            first={inPercent(parameters.concurrent)}
            min={0}
            most={100}
          />
          <Figure name="antennaCost" label="planning.antennaCost" first={parameters.antennaCost} min={0} most={1e12} />
          <Figure
            {...{ name: 'usersPerAntenna', label: 'planning.usersPerAntenna', min: 1, most: 1000, step: 1 }}
            first={parameters.usersPerAntenna}
          />
        </>
      ) : null}
      {objective === 'rings' ? <RingFields first={parameters.rings} /> : null}
      <TagsChoice tags={tags} first={parameters.tags} />
      <details className="whole">
        <summary>{t('planning.more')}</summary>
        <div className="network-form">
          {objective === 'rings' ? null : (
            <Figure name="reach" label="planning.reach" first={parameters.reach} min={10} most={5000} />
          )}
          <Choice
            name="method"
            of={hasStreets || parameters.method === 'streets' ? ['line', 'streets'] : ['line']}
            first={parameters.method}
            label="planning.measured"
            help={hasStreets ? 'planning.measuredHelp' : 'planning.measuredNone'}
          />
          <Field label="planning.needWeight" help="planning.needWeightHelp">
            {(id, help) => (
              <input
                {...{ id, name: 'needWeight', type: 'range', min: 0, max: 1, step: 0.05, 'aria-describedby': help }}
                defaultValue={parameters.needWeight}
              />
            )}
          </Field>
          <Choice
            name="existing"
            of={['working', 'all', 'none']}
            first={parameters.existing}
            label="planning.existing"
          />
          {(['equipmentCost', 'backhaulCost', 'powerCost'] as const).map((part) => (
            <Figure key={part} name={part} label={`planning.${part}`} first={parameters[part]} min={0} most={1e12} />
          ))}
          <Figure name="years" label="planning.years" first={parameters.years} min={1} most={10} step={1} />
          <Figure name="seconds" label="planning.seconds" first={parameters.seconds} min={1} most={600} />
        </div>
      </details>
      <Field label="planning.notes" whole>
        {(id) => <textarea id={id} name="notes" rows={2} maxLength={5000} defaultValue={first.notes} />}
      </Field>
      <FormFailure error={error} />
      <p className="whole buttons">
        <button type="submit" className="go" disabled={isSending}>
          {submit}
        </button>
      </p>
    </form>
  )
}

import { useId, useState } from 'react'
import { type SiteObjective, type SitePlanParameters, siteObjective } from '../../../server/api/contract/index.ts'
import { type TextKey, useText } from '../languages/index.ts'
import { textOf, useSending } from '../network/saving.ts'
import { FormFailure } from '../parts/form-failure.tsx'

export interface Draft {
  name: string
  notes: string
  parameters: SitePlanParameters
}

interface Props {
  first: Draft
  boroughs: string[]
  /** Of all candidates. */
  tags: string[]
  submit: string
  onSend: (draft: Draft) => Promise<unknown>
}

const withGroups = new Set<SiteObjective>(['floors', 'fairest', 'target'])
const withShare = new Set<SiteObjective>(['floors', 'target'])

/** What is asked of a plan; fields that the objective does not need are not shown. */
export function ParametersForm({ first, boroughs, tags, submit, onSend }: Props) {
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
        <Figure name="share" label="planning.share" first={100 * parameters.share} min={0} most={100} />
      ) : null}
      {objective === 'capacity' ? (
        <Figure name="concurrent" label="planning.concurrent" first={100 * parameters.concurrent} min={0} most={100} />
      ) : null}
      <TagsChoice tags={tags} first={parameters.tags} />
      <details className="whole">
        <summary>{t('planning.more')}</summary>
        <div className="network-form">
          <Figure name="reach" label="planning.reach" first={parameters.reach} min={10} most={5000} />
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
          <Figure name="usualCost" label="planning.usualCost" first={parameters.usualCost} min={0} most={1e12} />
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

interface FieldProps {
  label: TextKey
  help?: TextKey
  whole?: boolean
  children: (id: string, help: string) => React.ReactNode
}

function Field({ label, help, whole, children }: FieldProps) {
  const t = useText()
  const id = useId()
  return (
    <div className={whole ? 'whole' : ''}>
      <label htmlFor={id}>{t(label)}</label>
      {children(id, `${id}-help`)}
      {help ? <small id={`${id}-help`}>{t(help)}</small> : null}
    </div>
  )
}

/** What a candidate must have, one of those that are chosen, to be in the plan. */
function TagsChoice({ tags, first }: { tags: string[]; first: string[] }) {
  const t = useText()
  const all = [...new Set([...tags, ...first])].slice(0, 20)
  if (all.length === 0) return null
  return (
    <fieldset className="whole planning-tags">
      <legend>{t('planning.eligible')}</legend>
      {all.map((tag) => (
        <label key={tag}>
          <input type="checkbox" name="tags" value={tag} defaultChecked={first.includes(tag)} /> {tag}
        </label>
      ))}
      <small>{t('planning.eligibleHelp')}</small>
    </fieldset>
  )
}

interface FigureProps {
  name: string
  label: TextKey
  first: number
  min: number
  most: number
  step?: number
}

const Figure = ({ name, label, first, min, most, step }: FigureProps) => (
  <Field label={label}>
    {(id) => (
      <input
        {...{ id, name, type: 'number', min, max: most, required: true }}
        step={step ?? 'any'}
        defaultValue={first}
      />
    )}
  </Field>
)

interface ChoiceProps<T extends string> {
  name: 'unit' | 'groups' | 'existing'
  of: readonly T[]
  first: T
  label: TextKey
}

function Choice<T extends string>({ name, of, first, label }: ChoiceProps<T>) {
  const t = useText()
  return (
    <Field label={label}>
      {(id) => (
        <select id={id} name={name} defaultValue={first}>
          {of.map((one) => (
            <option key={one} value={one}>
              {t(`planning.${name}.${one}` as TextKey)}
            </option>
          ))}
        </select>
      )}
    </Field>
  )
}

/** As the API wants it; what was not shown stays as it was. */
function draftIn(values: FormData, { parameters }: Draft): Draft {
  const text = (name: string) => textOf(values, name)
  const number = (name: string, otherwise: number) => (values.has(name) ? Number(text(name)) : otherwise)
  const percent = (name: string, otherwise: number) => (values.has(name) ? Number(text(name)) / 100 : otherwise)
  const among = <T extends string>(name: string, of: readonly T[], otherwise: T): T =>
    of.find((one) => one === text(name)) ?? otherwise
  return {
    name: text('name'),
    notes: text('notes'),
    parameters: {
      ...parameters,
      objective: among('objective', siteObjective.options, parameters.objective),
      limit: {
        unit: among('unit', ['sites', 'money'], parameters.limit.unit),
        most: number('most', parameters.limit.most),
      },
      borough: text('borough') || null,
      groups: among('groups', ['borough', 'quintile'], parameters.groups),
      existing: among('existing', ['working', 'all', 'none'], parameters.existing),
      share: percent('share', parameters.share),
      concurrent: percent('concurrent', parameters.concurrent),
      reach: number('reach', parameters.reach),
      needWeight: number('needWeight', parameters.needWeight),
      usualCost: number('usualCost', parameters.usualCost),
      tags: values.getAll('tags').map(String),
      years: number('years', parameters.years),
      seconds: number('seconds', parameters.seconds),
    },
  }
}

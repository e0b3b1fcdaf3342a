import { useId, useState } from 'react'
import { readSiteCosts, type SiteCost, setSiteCosts, siteCostPart } from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { useResource } from '../data/resource.ts'
import { useText } from '../languages/index.ts'
import { textOf, useSending } from '../network/saving.ts'
import { FormFailure } from '../parts/form-failure.tsx'
import { Reading } from '../parts/reading.tsx'

/** What sites cost where their candidate does not say it. */
export function CostsPart({ tags }: { tags: readonly string[] }) {
  const t = useText()
  const id = useId()
  const read = useResource(readSiteCosts, {})
  const { data } = read
  return (
    <section className="part" aria-labelledby={id}>
      <h2 id={id}>{t('planning.costs')}</h2>
      <p className="muted">{t('planning.costsHelp')}</p>
      <Reading of={read} />
      {data ? <CostsForm key={JSON.stringify(data)} first={data.costs} tags={tags} onSaved={read.reload} /> : null}
    </section>
  )
}

interface Props {
  first: readonly SiteCost[]
  tags: readonly string[]
  onSaved: () => void
}

/** Rows by number, so that one keeps its fields while another is removed. */
function CostsForm({ first, tags, onSaved }: Props) {
  const t = useText()
  const id = useId()
  const { change, announce } = useCity()
  const { onSubmit, isSending, error } = useSending()
  const [rows, setRows] = useState<readonly number[]>(() => [...first.keys()])
  const send = onSubmit(async (values) => {
    const costs = rows.map((row): SiteCost => {
      const text = (name: string) => textOf(values, `${name}-${row}`).trim()
      const part = siteCostPart.parse(text('part'))
      return { part, name: text('name'), needs: text('needs').toLowerCase() || null, cost: Number(text('cost')) }
    })
    await change(setSiteCosts, { body: { costs } })
    announce(t('planning.costsSaved'))
    onSaved()
  })
  return (
    <form onSubmit={send} aria-label={t('planning.costs')}>
      <datalist id={`${id}-tags`}>
        {tags.map((tag) => (
          <option key={tag} value={tag} />
        ))}
      </datalist>
      {rows.map((row) => (
        <fieldset key={row} className="planning-row planning-cost">
          <legend className="for-screen-readers">{first[row]?.name ?? t('planning.costNew')}</legend>
          <label>
            {t('planning.costPart')}{' '}
            <select name={`part-${row}`} defaultValue={first[row]?.part ?? 'equipment'}>
              {siteCostPart.options.map((part) => (
                <option key={part} value={part}>
                  {t(`planning.part.${part}`)}
                </option>
              ))}
            </select>
          </label>
          <label>
            {t('planning.costName')}{' '}
            <input name={`name-${row}`} required maxLength={100} defaultValue={first[row]?.name ?? ''} />
          </label>
          <label>
            {t('planning.costNeeds')}{' '}
            <input
              name={`needs-${row}`}
              list={`${id}-tags`}
              maxLength={100}
              defaultValue={first[row]?.needs ?? ''}
              placeholder={t('planning.costNeedsNothing')}
            />
          </label>
          <label>
            {t('planning.cost')}{' '}
            <input
              {...{ name: `cost-${row}`, type: 'number', min: 0, max: 1e12, step: 'any', required: true }}
              defaultValue={first[row]?.cost ?? ''}
            />
          </label>
          <button type="button" onClick={() => setRows(rows.filter((one) => one !== row))}>
            {t('planning.costRemove')}
          </button>
        </fieldset>
      ))}
      <FormFailure error={error} />
      <p className="buttons planning-row">
        <button type="button" onClick={() => setRows([...rows, Math.max(first.length - 1, ...rows) + 1])}>
          {t('planning.costAdd')}
        </button>
        {rows.length + first.length > 0 ? (
          <button type="submit" className="go" disabled={isSending}>
            {t('planning.save')}
          </button>
        ) : null}
      </p>
    </form>
  )
}

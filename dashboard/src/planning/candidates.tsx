import { useId, useState } from 'react'
import {
  type Answer,
  addSiteCandidate,
  importSiteCandidates,
  makeSiteCandidates,
  readSiteCandidates,
} from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { useResource } from '../data/resource.ts'
import { useText } from '../languages/index.ts'
import { textOf, useSending } from '../network/saving.ts'
import { contentOf } from '../network-import/file.ts'
import { FormFailure } from '../parts/form-failure.tsx'
import { PlanMap } from './plan-map.tsx'

interface Props {
  count: number
  boroughs: string[]
  onChange: () => void
}

/** Where sites could be built: a file that is dropped or chosen, a grid, or places that are pressed on the map. */
export function CandidatesPart({ count, boroughs, onChange }: Props) {
  const t = useText()
  const { change, format } = useCity()
  const id = useId()
  const { onSubmit, isSending, error } = useSending()
  const [failure, setFailure] = useState<unknown>()
  const [put, setPut] = useState<Answer<typeof importSiteCandidates>>()
  const [isOpen, setOpen] = useState(false)
  const take = async (file: File | null | undefined) => {
    if (!file) return
    setFailure(undefined)
    await contentOf(file)
      .then((content) => change(importSiteCandidates, { body: { name: file.name, content } }))
      .then(setPut, setFailure)
    onChange()
  }
  const makeGrid = onSubmit(async (values) => {
    const body = { metres: Number(textOf(values, 'metres')), borough: textOf(values, 'borough') || null }
    setPut({ ...(await change(makeSiteCandidates, { body })), faults: [] })
    onChange()
  })
  return (
    <section
      className="part"
      aria-labelledby={`${id}-title`}
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault()
        void take(event.dataTransfer.files.item(0))
      }}
    >
      <h2 id={`${id}-title`}>{t('planning.candidates')}</h2>
      <p>{t('planning.candidateCount', { count, shown: format.count(count) })}</p>
      <p>
        <label htmlFor={`${id}-file`}>{t('planning.file')}</label>{' '}
        <input
          id={`${id}-file`}
          type="file"
          onChange={({ target }) => {
            void take(target.files?.item(0))
            target.value = ''
          }}
        />
      </p>
      <form className="planning-row" onSubmit={makeGrid} aria-label={t('planning.grid')}>
        <label>
          {t('planning.gridMetres')}{' '}
          <input name="metres" type="number" min={50} max={5000} defaultValue={300} required />
        </label>
        <label>
          {t('planning.borough')}{' '}
          <select name="borough">
            <option value="">{t('planning.city')}</option>
            {boroughs.map((one) => (
              <option key={one}>{one}</option>
            ))}
          </select>
        </label>
        <button type="submit" disabled={isSending}>
          {t('planning.grid')}
        </button>
      </form>
      <FormFailure error={failure ?? error} />
      {put ? <Put of={put} /> : null}
      <details onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
        <summary>{t('planning.draw')}</summary>
        {isOpen ? <DrawMap key={count} onChange={onChange} /> : null}
      </details>
    </section>
  )
}

function DrawMap({ onChange }: { onChange: () => void }) {
  const t = useText()
  const { change } = useCity()
  const { data } = useResource(readSiteCandidates, {})
  if (!data) return null
  const { candidates } = data
  return (
    <PlanMap
      candidates={candidates}
      picks={[]}
      onPress={async ({ latitude, longitude }) => {
        const name = t('planning.drawn', { number: candidates.length + 1 })
        await change(addSiteCandidate, { body: { name, latitude, longitude } })
        onChange()
      }}
    />
  )
}

/** What came of a file or a grid, and which lines of a file could not be read, the first hundred. */
function Put({ of: { added, changed, unchanged, faults } }: { of: Answer<typeof importSiteCandidates> }) {
  const t = useText()
  const { format } = useCity()
  const [a, c, u, f] = [added, changed, unchanged, faults.length].map(format.count)
  return (
    <>
      <p role="status">{t('planning.imported', { added: a!, changed: c!, unchanged: u!, faults: f! })}</p>
      {faults.length === 0 ? null : (
        <ul className="planning-faults">
          {faults.map(({ line, field }) => (
            <li key={`${line} ${field}`}>{t(`planning.fault.${kindOf(field)}`, { line: format.count(line) })}</li>
          ))}
        </ul>
      )}
    </>
  )
}

function kindOf(field: string): 'cost' | 'code' | 'place' {
  if (/cost$/i.test(field)) return 'cost'
  return field === 'code' ? 'code' : 'place'
}

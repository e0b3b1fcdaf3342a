import { useId, useMemo, useState } from 'react'
import { useText } from '../languages/index.ts'
import { foundIn } from './found.ts'

interface Props {
  candidates: readonly { name: string }[]
  choose: (number: number) => void
}

/** Candidates by their name, for whom there is no pointing at a dot of the map. */
export function CandidateSearch({ candidates, choose }: Props) {
  const t = useText()
  const id = useId()
  const [search, setSearch] = useState('')
  const found = useMemo(() => foundIn(candidates, search), [candidates, search])
  return (
    <div className="planning-search no-print">
      <label htmlFor={id}>{t('planning.findCandidate')}</label>
      <input {...{ id, type: 'search', value: search }} onChange={({ target }) => setSearch(target.value)} />
      {found.length === 0 ? null : (
        <ul>
          {found.map((number) => (
            <li key={number}>
              <button type="button" className="link" onClick={() => choose(number)}>
                {candidates[number]!.name}
              </button>
            </li>
          ))}
        </ul>
      )}
      {search.trim() !== '' && found.length === 0 ? <p role="status">{t('planning.noCandidate')}</p> : null}
    </div>
  )
}

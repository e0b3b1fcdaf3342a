import { type DragEvent, useId, useRef, useState } from 'react'
import { listSnmpCredentials, readInventoryChoices } from '../../../server/api/contract/index.ts'
import { useResource } from '../data/resource.ts'
import { useText } from '../languages/index.ts'
import { FormFailure } from '../parts/form-failure.tsx'
import { type ChosenFile, contentOf, LARGEST_FILE } from './file.ts'

interface Props {
  onChoose: (file: ChosenFile) => void
  /** Why the last one was not taken. */
  error: unknown
}

/** Takes a file that is dropped or chosen, with what its lines may not say. */
export function ChooseFile({ onChoose, error }: Props) {
  const t = useText()
  const id = useId()
  const [isOver, setOver] = useState(false)
  const [problem, setProblem] = useState<'import.tooLarge' | 'import.unreadable'>()
  const [isReading, setReading] = useState(false)
  const form = useRef<HTMLFormElement>(null)
  const take = async (file: File | null | undefined) => {
    if (!file) return
    if (file.size > LARGEST_FILE) return setProblem('import.tooLarge')
    setReading(true)
    setProblem(undefined)
    const content = await contentOf(file).catch(() => undefined)
    setReading(false)
    if (content === undefined || content === '') return setProblem('import.unreadable')
    const values = new FormData(form.current ?? undefined)
    const said = (name: string) => String(values.get(name) ?? '').trim()
    const [programme, credential] = [said('programme'), said('credential')]
    onChoose({ name: file.name, content, ...(programme && { programme }), ...(credential && { credential }) })
  }
  const drop = (event: DragEvent) => {
    event.preventDefault()
    setOver(false)
    void take(event.dataTransfer.files.item(0))
  }
  return (
    <form
      ref={form}
      className={isOver ? 'part drop-file is-over' : 'part drop-file'}
      aria-label={t('import.file')}
      onSubmit={(event) => event.preventDefault()}
      onDragOver={(event) => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <div className="network-form">
        <Options />
      </div>
      <p className="drop-here">
        <label htmlFor={id}>{t('import.drop')}</label>
        <input
          id={id}
          type="file"
          accept=".csv,.txt,.tsv,.xlsx,text/csv"
          onChange={({ target }) => {
            void take(target.files?.item(0))
            target.value = ''
          }}
        />
      </p>
      {isReading ? <p role="status">{t('import.reading')}</p> : null}
      {problem ? <p role="alert">{t(problem)}</p> : null}
      <FormFailure error={error} />
    </form>
  )
}

function Options() {
  const t = useText()
  const id = useId()
  const { data: choices } = useResource(readInventoryChoices, {})
  const { data: credentials } = useResource(listSnmpCredentials, {})
  const fields = [
    ['programme', choices?.programmes ?? []],
    ['credential', credentials?.items.map(({ name }) => name) ?? []],
  ] as const
  return fields.map(([name, among]) => (
    <div key={name}>
      <label htmlFor={`${id}-${name}`}>{t(`import.${name}`)}</label>
      <select id={`${id}-${name}`} name={name}>
        <option value="">{t('network.none')}</option>
        {among.map((one) => (
          <option key={one} value={one}>
            {one}
          </option>
        ))}
      </select>
    </div>
  ))
}

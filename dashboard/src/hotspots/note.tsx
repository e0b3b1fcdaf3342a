import { type FormEvent, useId, useState } from 'react'
import { editInventoryItem } from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { may } from '../data/may.ts'
import { useReason } from '../data/reason.ts'
import { useText } from '../languages/index.ts'
import { onEscape, useReturnedFocus } from './ask.tsx'

interface Props {
  hotspotId: number
  notes: string | null
  onChange: () => void
}

const LONGEST = 5000

/** What whoever stands before a hotspot writes down of it, for whoever comes next. */
export function Note({ hotspotId, notes, onChange }: Props) {
  const t = useText()
  const { me, announce } = useCity()
  const [isWriting, setWriting] = useState(false)
  const button = useReturnedFocus(!isWriting)
  if (!may(me, editInventoryItem)) return null
  const saved = () => {
    setWriting(false)
    announce(t('note.saved'))
    onChange()
  }
  if (isWriting) return <Writing {...{ hotspotId, notes, saved }} cancel={() => setWriting(false)} />
  return (
    <button type="button" ref={button} onClick={() => setWriting(true)}>
      {t(notes === null ? 'note.write' : 'note.change')}
    </button>
  )
}

interface WritingProps extends Omit<Props, 'onChange'> {
  saved: () => void
  cancel: () => void
}

function Writing({ hotspotId, notes, saved, cancel }: WritingProps) {
  const t = useText()
  const id = useId()
  const { change } = useCity()
  const [text, setText] = useState(notes ?? '')
  const [isSending, setSending] = useState(false)
  const [error, setError] = useState<unknown>()
  const reason = useReason(error)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setSending(true)
    change(editInventoryItem, { params: { id: hotspotId }, body: { notes: text.trim() || null } }).then(
      saved,
      (failure: unknown) => {
        setError(failure)
        setSending(false)
      },
    )
  }
  return (
    <form className="note" onSubmit={submit} onKeyDown={onEscape(cancel)}>
      <label htmlFor={id}>{t('item.notes')}</label>
      <textarea
        id={id}
        rows={3}
        maxLength={LONGEST}
        // biome-ignore lint/a11y/noAutofocus: it appears by the press of a button, to be written in
        autoFocus
        value={text}
        onChange={({ target }) => setText(target.value)}
      />
      {error ? <p role="alert">{reason}</p> : null}
      <button type="submit" className="go" disabled={isSending}>
        {t('note.save')}
      </button>{' '}
      <button type="button" onClick={cancel}>
        {t('network.cancel')}
      </button>
    </form>
  )
}

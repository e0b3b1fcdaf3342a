import { type FormEvent, useId, useState } from 'react'
import {
  acknowledgeIncident,
  addSilence,
  assignIncident,
  commentIncident,
  type Incident,
  unacknowledgeIncident,
} from '../../../server/api/contract/index.ts'
import { useViewer } from '../city.tsx'
import { may } from '../data/may.ts'
import { useReason } from '../data/reason.ts'
import { onEscape, useReturnedFocus } from '../hotspots/ask.tsx'
import { useText } from '../languages/index.ts'

export interface Colleague {
  id: number
  name: string
}
interface Props {
  of: Incident
  colleagues: readonly Colleague[]
  onChange: () => void
}

/** How long an incident can be silenced for by one choice. */
const HOURS = [1, 4, 12, 24, 72] as const

/** Acknowledge, assign, comment, silence: one press or one choice each. */
export function Actions({ of, colleagues, onChange }: Props) {
  const t = useText()
  const { me, change, announce } = useViewer()
  const [error, setError] = useState<unknown>()
  const [isWriting, setWriting] = useState(false)
  const commentButton = useReturnedFocus(!isWriting)
  const reason = useReason(error)
  if (!may(me, acknowledgeIncident)) return null
  const params = { id: of.id }
  const run = (asked: Promise<unknown>, said: string) => {
    setError(undefined)
    return asked.then(() => {
      announce(said)
      onChange()
    }, setError)
  }
  const isOpen = of.closedAt === null
  const acknowledged = of.acknowledgedAt !== null
  return (
    <div className="buttons actions">
      {isOpen ? (
        <button
          type="button"
          className={acknowledged ? '' : 'go'}
          onClick={() =>
            acknowledged
              ? run(change(unacknowledgeIncident, { params }), t('incidents.unacknowledged'))
              : run(change(acknowledgeIncident, { params, body: {} }), t('incidents.acknowledged'))
          }
        >
          {t(acknowledged ? 'incidents.unacknowledge' : 'incidents.acknowledge')}
        </button>
      ) : null}
      <Assign
        of={of}
        colleagues={colleagues}
        onChoice={(to) => run(change(assignIncident, { params, body: { to } }), t('incidents.assigned'))}
      />
      <button ref={commentButton} type="button" aria-expanded={isWriting} onClick={() => setWriting(!isWriting)}>
        {t('incidents.comment')}
      </button>
      {isOpen ? (
        <Silence
          onChoice={(hours) =>
            run(
              change(addSilence, {
                body: {
                  scope: of.cause,
                  subject: of.subject,
                  hours,
                  reason: t('incidents.silenceReason', { id: of.id }),
                },
              }),
              t('incidents.isSilenced'),
            )
          }
        />
      ) : null}
      {isWriting ? (
        <Comment
          onSend={async (text) => {
            await run(change(commentIncident, { params, body: { text } }), t('incidents.commented'))
            setWriting(false)
          }}
          onCancel={() => setWriting(false)}
        />
      ) : null}
      {error ? <p role="alert">{reason}</p> : null}
    </div>
  )
}

const NOBODY = 'nobody'

function Assign({
  of,
  colleagues,
  onChoice,
}: Pick<Props, 'of' | 'colleagues'> & { onChoice: (to: number | null) => void }) {
  const t = useText()
  const { me } = useViewer()
  const assigned = of.assignedTo?.id
  const others = colleagues.filter(({ id }) => id !== me.id)
  return (
    <select
      aria-label={t('incidents.assignOf', { name: of.name })}
      value={assigned ?? NOBODY}
      onChange={({ target }) => onChoice(target.value === NOBODY ? null : Number(target.value))}
    >
      <option value={NOBODY}>{t(assigned === undefined ? 'incidents.assign' : 'incidents.toNobody')}</option>
      <option value={me.id}>{t('incidents.toMe')}</option>
      {others.map(({ id, name }) => (
        <option key={id} value={id}>
          {name}
        </option>
      ))}
    </select>
  )
}

function Silence({ onChoice }: { onChoice: (hours: number) => void }) {
  const t = useText()
  return (
    <select aria-label={t('incidents.silence')} value="" onChange={({ target }) => onChoice(Number(target.value))}>
      <option value="" disabled>
        {t('incidents.silence')}
      </option>
      {HOURS.map((hours) => (
        <option key={hours} value={hours}>
          {t('incidents.hours', { count: hours })}
        </option>
      ))}
    </select>
  )
}

function Comment({ onSend, onCancel }: { onSend: (text: string) => Promise<void>; onCancel: () => void }) {
  const t = useText()
  const id = useId()
  const [text, setText] = useState('')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (text.trim() !== '') void onSend(text.trim())
  }
  return (
    <form className="comment" onSubmit={submit} onKeyDown={onEscape(onCancel)}>
      <label className="for-screen-readers" htmlFor={id}>
        {t('incidents.comment')}
      </label>
      {/* biome-ignore lint/a11y/noAutofocus: it appears by the press of a button, to be written in */}
      <input id={id} autoFocus maxLength={2000} value={text} onChange={({ target }) => setText(target.value)} />
      <button type="submit" className="go">
        {t('incidents.write')}
      </button>
      <button type="button" onClick={onCancel}>
        {t('network.cancel')}
      </button>
    </form>
  )
}

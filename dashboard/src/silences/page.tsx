import { useState } from 'react'
import { endSilence, listSilences, type Silence } from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { useReason } from '../data/reason.ts'
import { useWholeList } from '../data/resource.ts'
import { Ask, useReturnedFocus } from '../hotspots/ask.tsx'
import { useText } from '../languages/index.ts'
import { ForThose } from '../parts/for-those.tsx'
import { Reading } from '../parts/reading.tsx'
import { SilenceForm } from './form.tsx'
import { useRuleWords } from './rule-words.ts'

/** When nobody is called: once, or again and again. */
export function SilencesPage() {
  const t = useText()
  return (
    <div className="page incidents-page">
      <h1>{t('silences.title')}</h1>
      <ForThose who={listSilences} otherwise="silences.forbidden">
        <Silences />
      </ForThose>
    </div>
  )
}

const states = ['now', 'coming', 'over'] as const

function Silences() {
  const t = useText()
  const list = useWholeList(listSilences, {}, 60_000)
  return (
    <>
      <p className="muted">{t('silences.lead')}</p>
      <SilenceForm onAdded={list.reload} />
      <Reading of={list} />
      {states.map((state) => {
        const some = list.data?.items.filter((silence) => silence.state === state) ?? []
        if (some.length === 0 && (state !== 'now' || !list.data)) return null
        return (
          <section key={state}>
            <h2>{t(`silences.${state}`)}</h2>
            {some.length === 0 ? <p className="empty">{t('silences.none')}</p> : null}
            <ul className="rows">
              {some.map((silence) => (
                <Row key={silence.id} of={silence} onChange={list.reload} />
              ))}
            </ul>
          </section>
        )
      })}
    </>
  )
}

function Row({ of, onChange }: { of: Silence; onChange: () => void }) {
  const t = useText()
  const words = useRuleWords()
  const { format } = useCity()
  const { scope, name, rrule, seconds, startsAt, until, next, by, reason } = of
  return (
    <li data-silence={of.id} className={of.state === 'over' ? 'is-over' : ''}>
      <h3>
        {t(`silences.scope.${scope}`)} {name}
      </h3>
      <p>
        {rrule === null
          ? t('silences.once', { at: format.moment(startsAt), lasts: format.duration(seconds) })
          : t('silences.again', { rule: words(rrule), at: format.time(startsAt), lasts: format.duration(seconds) })}
        {until === null ? '' : ` · ${t('silences.until', { at: format.moment(until) })}`}
        {next === null || until !== null ? '' : ` · ${t('silences.next', { at: format.moment(next) })}`}
      </p>
      <p>{reason}</p>
      <p className="muted">
        {t('silences.by', { name: by ?? t('incidents.byCommand'), at: format.moment(of.createdAt) })}
      </p>
      {of.mayEnd ? <End of={of} onChange={onChange} /> : null}
    </li>
  )
}

function End({ of, onChange }: { of: Silence; onChange: () => void }) {
  const t = useText()
  const { change, announce } = useCity()
  const [isAsking, setAsking] = useState(false)
  const [error, setError] = useState<unknown>()
  const reason = useReason(error)
  const button = useReturnedFocus(!isAsking)
  const end = () => {
    setAsking(false)
    change(endSilence, { params: { id: of.id } }).then(() => {
      announce(t('silences.ended'))
      onChange()
    }, setError)
  }
  if (isAsking)
    return (
      <Ask question={t('silences.sure')} onCancel={() => setAsking(false)}>
        <button type="button" className="go" onClick={end}>
          {t('silences.endYes')}
        </button>
        <button type="button" onClick={() => setAsking(false)}>
          {t('network.cancel')}
        </button>
      </Ask>
    )
  return (
    <p className="buttons">
      <button ref={button} type="button" onClick={() => setAsking(true)}>
        {t('silences.end')}
      </button>
      {error ? <span role="alert">{reason}</span> : null}
    </p>
  )
}

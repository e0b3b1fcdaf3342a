import { Link } from 'react-router'
import type { FirstSteps } from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { useText } from '../languages/index.ts'
import { Reading } from '../parts/reading.tsx'
import { mayChange, NetworkPage, useFirstSteps } from './frame.tsx'
import { type Step, stepsOf } from './steps.ts'

/** What a city still lacks before everything works, with the next step to take. */
export function FirstStepsPage() {
  const t = useText()
  const { me } = useCity()
  const steps = useFirstSteps()
  return (
    <NetworkPage title={t('network.first')}>
      {mayChange(me.role) ? (
        <>
          <p className="muted lead">{t('first.lead')}</p>
          <Reading of={steps} />
          {steps.data ? <Steps of={steps.data} /> : null}
        </>
      ) : (
        <p className="empty">{t('first.forbidden')}</p>
      )}
    </NetworkPage>
  )
}

function Steps({ of }: { of: FirstSteps }) {
  const t = useText()
  const { format } = useCity()
  const steps = stepsOf(of)
  const next = steps.find(({ isDone }) => !isDone)
  const done = steps.filter(({ isDone }) => isDone).length
  return (
    <>
      <p role="status" className="steps-progress">
        <progress value={done} max={steps.length} aria-hidden="true" />{' '}
        {next ? t('first.progress', { done: format.count(done), all: format.count(steps.length) }) : t('first.done')}
      </p>
      <ol className="steps">
        {steps.map((step) => (
          <StepRow key={step.name} of={step} isNext={step === next} />
        ))}
      </ol>
    </>
  )
}

function StepRow({ of: { name, isDone, words, figures, links, command }, isNext }: { of: Step; isNext: boolean }) {
  const t = useText()
  const { me, format } = useCity()
  const said = Object.fromEntries(Object.entries(figures).map(([figure, value]) => [figure, format.count(value)]))
  return (
    <li data-step={name} className={isDone ? 'step is-done' : isNext ? 'step is-next' : 'step'}>
      <p>
        <span className="step-state">{isDone ? `✓ ${t('first.ok')}` : t(isNext ? 'first.next' : 'first.todo')}</span>
        <strong>{t(`first.${name}`)}</strong>
      </p>
      <p>{t(words, said)}</p>
      {isDone ? null : (
        <div className="step-ways">
          {links
            .filter(({ admin }) => !admin || me.role === 'admin')
            .map(({ to, words: link }) => (
              <Link key={to} to={to}>
                {t(link)}
              </Link>
            ))}
          {command === undefined ? null : (
            <p>
              <span className="muted">{t('first.command')}</span> <code>{command}</code>
            </p>
          )}
        </div>
      )}
    </li>
  )
}

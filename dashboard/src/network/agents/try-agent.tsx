import { useState } from 'react'
import { type AgentAnswer, tryAgent } from '../../../../server/api/contract/index.ts'
import { useCity } from '../../city.tsx'
import { call } from '../../data/api.ts'
import { useText } from '../../languages/index.ts'
import { FormFailure } from '../../parts/form-failure.tsx'

/** Asks an agent now, and shows what it answers. @param address what it is called beside others */
export function TryAgent({ id, address }: { id: number; address: string }) {
  const t = useText()
  const { announce } = useCity()
  const [answer, setAnswer] = useState<AgentAnswer>()
  const [isAsking, setAsking] = useState(false)
  const [error, setError] = useState<unknown>()
  const ask = async () => {
    setAsking(true)
    setError(undefined)
    setAnswer(undefined)
    await call(tryAgent, { params: { id } }).then((given) => {
      setAnswer(given)
      announce(given.answered ? t('agents.answered') : t('agents.silent'))
    }, setError)
    setAsking(false)
  }
  return (
    <div className="try-agent">
      <button type="button" disabled={isAsking} onClick={ask} aria-label={t('agents.tryOf', { address })}>
        {t(isAsking ? 'agents.trying' : 'agents.try')}
      </button>
      {answer ? <Answered of={answer} /> : null}
      <FormFailure error={error} />
    </div>
  )
}

function Answered({ of: answer }: { of: AgentAnswer }) {
  const t = useText()
  const { format } = useCity()
  if (!answer.answered) {
    return (
      <div className="agent-answer is-silent">
        <p>
          <strong>{t('agents.silent')}</strong> {t(`agents.why.${answer.why ?? 'silent'}`)}
        </p>
        {answer.why === 'other' ? (
          <p>
            <code lang="en">{answer.said}</code>
          </p>
        ) : null}
      </div>
    )
  }
  const { name, description, location, profile, responseMs, uptimeSeconds, load, loadIs, memoryUsed, clients } = answer
  const facts: Array<[string, string | null]> = [
    [t('agents.itsName'), name],
    [t('agents.description'), description],
    [t('agents.location'), location],
    [t('agents.profile'), profile],
    [t('agents.clients'), clients === null ? null : format.count(clients)],
    [t('agents.uptime'), uptimeSeconds === null ? null : format.duration(uptimeSeconds)],
    [t('agents.load'), load === null ? null : loadIs === 'share' ? format.share(load) : format.decimal(load, 2)],
    [t('agents.memory'), memoryUsed === null ? null : format.share(memoryUsed)],
    [t('agents.uplink'), answer.uplink],
    [t('agents.interfaces'), answer.interfaces.length === 0 ? null : answer.interfaces.join(', ')],
    [t('agents.response'), responseMs === null ? null : `${format.count(responseMs)} ms`],
  ]
  return (
    <div className="agent-answer">
      <p>
        <strong>{t('agents.answered')}</strong>
      </p>
      <dl>
        {facts.map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value ?? t('agents.untold')}</dd>
          </div>
        ))}
      </dl>
    </div>
  )
}

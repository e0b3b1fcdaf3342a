import { useState } from 'react'
import { type AgentAnswer, tryAgent } from '../../../../server/api/contract/index.ts'
import { useCity } from '../../city.tsx'
import { call } from '../../data/api.ts'
import { type TextKey, useText } from '../../languages/index.ts'
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

/** What the network and the agent's security (RFC 3414 section 3.2) say, in words of the reader's; undefined: nothing more. */
const reasons: ReadonlyArray<[RegExp, TextKey]> = [
  [/unknown *user/i, 'agents.why.user'],
  [/digest|authentication failure/i, 'agents.why.auth'],
  [/decrypt/i, 'agents.why.privacy'],
  [/sec(urity)? *level/i, 'agents.why.level'],
  [/ENOTFOUND|EAI_AGAIN/, 'agents.why.name'],
  [/ECONNREFUSED/, 'agents.why.refused'],
]
const wordsFor = (why: string | null) => reasons.find(([pattern]) => why !== null && pattern.test(why))?.[1]

function Answered({ of: answer }: { of: AgentAnswer }) {
  const t = useText()
  const { format } = useCity()
  if (!answer.answered) {
    return (
      <div className="agent-answer is-silent">
        <p>
          <strong>{t('agents.silent')}</strong> {t(wordsFor(answer.why) ?? 'agents.silentHelp')}
        </p>
        {answer.why === null ? null : <p className="muted">{answer.why}</p>}
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

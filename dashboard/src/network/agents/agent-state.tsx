import type { Agent } from '../../../../server/api/contract/index.ts'
import { useCity } from '../../city.tsx'
import { useCause } from '../../hotspots/cause.ts'
import { State } from '../../hotspots/state.tsx'
import { useText } from '../../languages/index.ts'

/** How an agent of what is no access point is, and what hangs on it. */
export function AgentState({ of: { kind, health, parentOf } }: { of: Agent }) {
  const t = useText()
  const cause = useCause()
  const { format } = useCity()
  if (kind === 'access-point') return null
  return (
    <>
      <p>
        {health ? <State state={health.state} /> : <small className="muted">{t('agents.unasked')}</small>}{' '}
        {health?.cause ? <small>{cause(health.cause)}</small> : null}{' '}
        {health && health.charge !== null ? (
          <small>{t('agents.charge', { share: format.share(health.charge) })}</small>
        ) : null}
      </p>
      {parentOf.length > 0 ? (
        <p>
          <small className="muted">{t('agents.parents', { names: parentOf.join(', ') })}</small>
        </p>
      ) : null}
    </>
  )
}

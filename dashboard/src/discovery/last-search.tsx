import { useState } from 'react'
import { type Discovery, stopDiscovery } from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { useText } from '../languages/index.ts'
import { FormFailure } from '../parts/form-failure.tsx'

interface Props {
  of: Discovery
  onChange: () => void
}

/** How far the search is, with the way to stop it; what came of it once it is over. */
export function LastSearch({ of, onChange }: Props) {
  const t = useText()
  const { format } = useCity()
  const { done, total, answered, stopped, finishedAt, failure } = of
  const numbers = { done: format.count(done), total: format.count(total), answered: format.count(answered) }
  if (finishedAt === null) return <Running of={of} numbers={numbers} onChange={onChange} />
  if (failure !== null)
    return (
      <p role="status" className="lead">
        {t('discovery.failed', { why: failure })}
      </p>
    )
  return (
    <p role="status" className="lead">
      {stopped
        ? t('discovery.stopped', numbers)
        : t('discovery.ended', { ...numbers, moment: format.moment(finishedAt) })}
    </p>
  )
}

function Running({ of, numbers, onChange }: Props & { numbers: Record<string, string> }) {
  const t = useText()
  const { change } = useCity()
  const [error, setError] = useState<unknown>()
  const { id, addresses, done, total, held, stopped } = of
  const stop = async () => {
    setError(undefined)
    await change(stopDiscovery, { params: { id } }).catch(setError)
    onChange()
  }
  return (
    <section className="part discovery-running">
      <p className="addresses">{t('discovery.running', { addresses })}</p>
      <progress aria-label={t('network.discovery')} max={total} value={done} />
      <p role="status">{held ? t('discovery.progress', numbers) : t('discovery.waiting')}</p>
      <p className="buttons">
        <button type="button" disabled={stopped} onClick={() => void stop()}>
          {t(stopped ? 'discovery.stopping' : 'discovery.stop')}
        </button>
      </p>
      <FormFailure error={error} />
    </section>
  )
}

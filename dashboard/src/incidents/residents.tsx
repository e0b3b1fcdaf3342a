import type { Incident } from '../../../server/api/contract/index.ts'
import { useViewer } from '../city.tsx'
import { useText } from '../languages/index.ts'
import { useRingWords } from '../parts/ring.tsx'

/** Whom an incident leaves without service now, or left at most; nothing where they have some. */
export function Residents({ of }: { of: Pick<Incident, 'residents' | 'mostResidents' | 'closedAt'> }) {
  const t = useText()
  const { format } = useViewer()
  const ringWords = useRingWords()
  const residents = of.closedAt === null ? of.residents : of.mostResidents
  if (residents === null) return null
  return (
    <span className="affected" title={t('incidents.residentsHelp', { ring: ringWords('walk') })}>
      {format.count(residents)}
      <small>{t('alerts.residents')}</small>
    </span>
  )
}

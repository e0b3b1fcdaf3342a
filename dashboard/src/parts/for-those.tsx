import type { ReactNode } from 'react'
import type { Endpoint } from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { hasRole, may } from '../data/may.ts'
import { type TextKey, useText } from '../languages/index.ts'

interface Props {
  /** What is asked of the API here. */
  who: Pick<Endpoint, 'role' | 'districts'>
  /** For whom this is, in words. */
  otherwise: TextKey
  children: ReactNode
}

/** What is here for those whom the API answers; for others why it is not for them. */
export function ForThose({ who: endpoint, otherwise, children }: Props) {
  const t = useText()
  const { me } = useCity()
  if (may(me, endpoint)) return children
  if (!hasRole(me, endpoint)) return <p className="empty">{t(otherwise)}</p>
  return <OfTheCity />
}

/** Says that something is the whole city's, and to which districts whoever looks is limited. */
export function OfTheCity() {
  const t = useText()
  const { me } = useCity()
  return (
    <p className="empty">
      {t('districts.ofTheCity', { names: me.districts?.map(({ name }) => name).join(', ') ?? '' })}
    </p>
  )
}

import { useCity } from '../city.tsx'
import { useText } from '../languages/index.ts'
import { Holds } from './holds.tsx'
import { Requests } from './requests.tsx'

/** What the law asks of the city: for administrators. */
export function LegalPage() {
  const t = useText()
  const { me } = useCity()
  return (
    <div className="page wide legal-page">
      <h1>{t('legal.title')}</h1>
      {me.role === 'admin' ? (
        <>
          <Requests />
          <Holds />
        </>
      ) : (
        <p className="empty">{t('legal.forbidden')}</p>
      )}
    </div>
  )
}

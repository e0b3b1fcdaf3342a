import { listLegalHolds } from '../../../server/api/contract/index.ts'
import { useText } from '../languages/index.ts'
import { ForThose } from '../parts/for-those.tsx'
import { Holds } from './holds.tsx'
import { Requests } from './requests.tsx'

/** What the law asks of the city: for administrators. */
export function LegalPage() {
  const t = useText()
  return (
    <div className="page wide legal-page">
      <h1>{t('legal.title')}</h1>
      <ForThose who={listLegalHolds} otherwise="legal.forbidden">
        <Requests />
        <Holds />
      </ForThose>
    </div>
  )
}

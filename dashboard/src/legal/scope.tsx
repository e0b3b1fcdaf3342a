import type { LawfulRequest, LegalHold } from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { useText } from '../languages/index.ts'

/** Of whom or where, and between when; who asks, and by what right. */
export function Scope({ of }: { of: LegalHold | LawfulRequest }) {
  const t = useText()
  const { format } = useCity()
  const whom = [
    of.resident !== null && `${t('legal.scope.resident')} ${of.resident}`,
    of.device !== null && `${t('legal.scope.device')} ${of.device}`,
    of.hotspot !== null && `${t('legal.scope.hotspot')} ${of.hotspot}`,
    'address' in of && of.address !== null && `${t('legal.scope.address')} ${of.address}`,
    'port' in of && of.port !== null && `${t('legal.port')} ${of.port}`,
  ].filter(Boolean)
  return (
    <>
      <td>
        {of.authority}
        <br />
        <small>{of.basis}</small>
      </td>
      <td>
        {whom.join(', ')}
        <br />
        <small>{t('legal.between', { since: format.moment(of.since), until: format.moment(of.until) })}</small>
      </td>
    </>
  )
}

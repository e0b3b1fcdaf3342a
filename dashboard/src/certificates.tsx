import { useEffect } from 'react'
import { listEndingCertificates } from '../../server/api/contract/index.ts'
import { useCity } from './city.tsx'
import { useResource } from './data/resource.ts'
import { useText } from './languages/index.ts'

const HOUR_MS = 3_600_000

/** Tells operators and admins which certificates end soon: when they have, no device gets online by 802.1X. */
export function EndingCertificates() {
  const t = useText()
  const { me, format } = useCity()
  const concerned = me.role === 'operator' || me.role === 'admin'
  const { data, reload } = useResource(concerned ? listEndingCertificates : undefined, {})
  useEffect(() => {
    const timer = setInterval(reload, HOUR_MS)
    return () => clearInterval(timer)
  }, [reload])
  if (!data || data.items.length === 0) return null
  return (
    <div className="ending" role="alert">
      {data.items.map(({ host, name, subject, notAfter }) => (
        <p key={`${host} ${name}`} data-certificate={name}>
          {t('certificate.ends', { moment: format.moment(notAfter), subject })}{' '}
          {t(`certificate.${kindOf(name)}`, { name, host })}
        </p>
      ))}
    </div>
  )
}

const kindOf = (name: string) => (name === 'ca' || name === 'server' ? name : 'file')

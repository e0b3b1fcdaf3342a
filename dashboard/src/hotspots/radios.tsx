import type { Radio } from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { useText } from '../languages/index.ts'
import { NONE } from '../parts/format.ts'

/** Each radio as it was minutes ago at most; nothing where the agent tells of none. */
export function Radios({ radios }: { radios: readonly Radio[] }) {
  const t = useText()
  const { format } = useCity()
  if (radios.length === 0) return null
  const channel = ({ channel, width }: Radio) =>
    channel === null ? NONE : width === null ? `${channel}` : t('radios.width', { channel, width })
  return (
    <>
      <h3>{t('radios.title')}</h3>
      <table className="radios">
        <thead>
          <tr>
            {(['radio', 'channel', 'clients', 'busy', 'noise'] as const).map((column) => (
              <th key={column} scope="col">
                {t(`radios.${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {radios.map((radio) => (
            <tr key={radio.name}>
              <th scope="row">{radio.name}</th>
              <td>{channel(radio)}</td>
              <td>{radio.clients === null ? NONE : format.count(radio.clients)}</td>
              <td>{format.share(radio.utilisation)}</td>
              <td>{radio.noise === null ? NONE : t('radios.dbm', { noise: radio.noise })}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  )
}

import { useId, useState } from 'react'
import type { Policy } from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { useText } from '../languages/index.ts'

interface Props {
  basis: Policy
  policies: readonly Policy[]
  isNew: boolean
}

/** Which level of verification a policy asks for, and what accounts below it get; nothing where there are no levels. */
export function LevelFields({ basis, policies, isNew }: Props) {
  const t = useText()
  const id = useId()
  const { levels } = useCity().settings
  const before = isNew ? null : basis.minimumLevel
  const [level, setLevel] = useState(before ?? '')
  // A level that the settings do not name any more stays as it is.
  const offered = before === null || levels.includes(before) ? levels : [...levels, before]
  const lower = policies.filter((policy) => (isNew || policy.id !== basis.id) && policy.minimumLevel === null)
  if (offered.length === 0) return null
  return (
    <>
      <div className="whole">
        <label htmlFor={`${id}-level`}>{t('policies.minimumLevel')}</label>
        <select id={`${id}-level`} name="minimumLevel" value={level} onChange={(event) => setLevel(event.target.value)}>
          <option value="">{t('policies.anyLevel')}</option>
          {offered.map((each) => (
            <option key={each} value={each}>
              {each}
            </option>
          ))}
        </select>
      </div>
      {level === '' ? null : (
        <div className="whole">
          <label htmlFor={`${id}-below`}>{t('policies.below')}</label>
          <select id={`${id}-below`} name="belowPolicyId" defaultValue={(isNew ? null : basis.belowPolicyId) ?? ''}>
            <option value="">{t('policies.below.refused')}</option>
            {lower.map((policy) => (
              <option key={policy.id} value={policy.id}>
                {policy.name}
              </option>
            ))}
          </select>
        </div>
      )}
    </>
  )
}

/** The same in words, where a policy asks for a level. */
export function LevelWords({ of, policies }: { of: Policy; policies: readonly Policy[] }) {
  const t = useText()
  if (of.minimumLevel === null) return null
  return (
    <>
      <div>
        <dt>{t('policies.minimumLevel')}</dt>
        <dd>{of.minimumLevel}</dd>
      </div>
      <div>
        <dt>{t('policies.below')}</dt>
        <dd>{policies.find(({ id }) => id === of.belowPolicyId)?.name ?? t('policies.below.refused')}</dd>
      </div>
    </>
  )
}

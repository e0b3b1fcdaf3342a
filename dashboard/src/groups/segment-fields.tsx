import { useId } from 'react'
import type { Policy } from '../../../server/api/contract/index.ts'
import { useText } from '../languages/index.ts'

const HIGHEST_VLAN = 4094
const LONGEST_NAME = 64
const names = ['filterId', 'role'] as const

/** Into which part of its network the gateway puts the device; most policies say nothing of it. */
export function SegmentFields({ basis }: { basis: Policy }) {
  const t = useText()
  const id = useId()
  return (
    <>
      <div>
        <label htmlFor={`${id}-vlan`}>{t('policies.vlan')}</label>
        <input
          id={`${id}-vlan`}
          name="vlan"
          type="number"
          min={1}
          max={HIGHEST_VLAN}
          defaultValue={basis.vlan ?? ''}
          aria-describedby={`${id}-help`}
        />
      </div>
      {names.map((name) => (
        <div key={name}>
          <label htmlFor={`${id}-${name}`}>{t(`policies.${name}`)}</label>
          <input
            id={`${id}-${name}`}
            name={name}
            maxLength={LONGEST_NAME}
            defaultValue={basis[name] ?? ''}
            autoCapitalize="off"
            spellCheck={false}
            aria-describedby={`${id}-help`}
          />
        </div>
      ))}
      <p className="whole muted" id={`${id}-help`}>
        {t('policies.segmentHelp')}
      </p>
    </>
  )
}

/** The same in words, as far as a policy says it. */
export function SegmentWords({ of }: { of: Policy }) {
  const t = useText()
  return (['vlan', ...names] as const)
    .filter((name) => of[name] !== null)
    .map((name) => (
      <div key={name}>
        <dt>{t(`policies.${name}`)}</dt>
        <dd>{of[name]}</dd>
      </div>
    ))
}

import { type Policy, removePolicy } from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { useText } from '../languages/index.ts'
import { LevelWords } from './level-fields.tsx'
import { inUnits, limits } from './limits.ts'
import { PolicyForm } from './policy-form.tsx'
import { useRow } from './row.ts'
import { RowButtons } from './row-buttons.tsx'

/** What residents get, by default and in groups. */
export function Policies({ policies, onChange }: { policies: Policy[]; onChange: () => void }) {
  const t = useText()
  const byDefault = policies.find(({ isDefault }) => isDefault)
  return (
    <section aria-labelledby="policies">
      <h2 id="policies">{t('policies.title')}</h2>
      <p className="muted">{t('policies.lead')}</p>
      <ul className="groups">
        {policies.map((policy) => (
          <PolicyRow key={policy.id} of={policy} policies={policies} onChange={onChange} />
        ))}
      </ul>
      {byDefault ? (
        <details className="groups-new">
          <summary>{t('policies.new')}</summary>
          <PolicyForm basis={byDefault} policies={policies} isNew onSaved={onChange} />
        </details>
      ) : null}
    </section>
  )
}

interface RowProps {
  of: Policy
  policies: readonly Policy[]
  onChange: () => void
}

function PolicyRow({ of, policies, onChange }: RowProps) {
  const t = useText()
  const { format } = useCity()
  const row = useRow(of, removePolicy, onChange)
  return (
    <li data-policy={of.id}>
      <h3>
        {of.name} {of.isDefault ? <small className="muted">({t('policies.default')})</small> : null}
      </h3>
      {row.doing === 'edit' ? (
        <PolicyForm basis={of} policies={policies} onSaved={row.saved} onCancel={row.stop} />
      ) : (
        <>
          <dl>
            {limits.map(({ name, unit }) => {
              const value = of[name]
              return (
                <div key={name}>
                  <dt>{t(`policies.${name}`)}</dt>
                  <dd>
                    {value === null
                      ? t('policies.noLimit')
                      : format.decimal(inUnits(value, unit), 0 === inUnits(value, unit) % 1 ? 0 : 2)}
                  </dd>
                </div>
              )
            })}
            <div>
              <dt>{t('policies.copiedDevices')}</dt>
              <dd>{t(`policies.copiedDevices.${of.copiedDevices}`)}</dd>
            </div>
            <LevelWords of={of} policies={policies} />
          </dl>
          <RowButtons
            of={row}
            name={of.name}
            question={t('policies.sure', { name: of.name })}
            mayRemove={!of.isDefault}
          />
        </>
      )}
      {row.failure === undefined ? null : <p role="alert">{row.failure}</p>}
    </li>
  )
}

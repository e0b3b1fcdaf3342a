import { addPolicy, changePolicy, type Policy, removePolicy } from '../../../server/api/contract/index.ts'
import { useCity } from '../city.tsx'
import { may } from '../data/may.ts'
import { useText } from '../languages/index.ts'
import { useRow } from '../parts/row.ts'
import { RowButtons } from '../parts/row-buttons.tsx'
import { LevelWords } from './level-fields.tsx'
import { inUnits, limits } from './limits.ts'
import { PolicyForm } from './policy-form.tsx'
import { useGroupReason } from './reason.ts'
import { SegmentWords } from './segment-fields.tsx'

/** What residents get, by default and in groups. */
export function Policies({ policies, onChange }: { policies: Policy[]; onChange: () => void }) {
  const t = useText()
  const { me } = useCity()
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
      {byDefault && may(me, addPolicy) ? (
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
  const { me, format, change } = useCity()
  const row = useRow({
    remove: () => change(removePolicy, { params: { id: of.id } }),
    removed: t('groups.removed', { name: of.name }),
    onChange,
  })
  const reason = useGroupReason(row.error)
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
            <div>
              <dt>{t('policies.whenFull')}</dt>
              <dd>{t(`policies.whenFull.${of.whenFull}`)}</dd>
            </div>
            <LevelWords of={of} policies={policies} />
            <SegmentWords of={of} />
          </dl>
          <RowButtons
            of={row}
            words="groups"
            name={of.name}
            question={t('policies.sure', { name: of.name })}
            mayEdit={may(me, changePolicy)}
            mayRemove={!of.isDefault && may(me, removePolicy)}
          />
        </>
      )}
      {row.error ? <p role="alert">{reason}</p> : null}
    </li>
  )
}

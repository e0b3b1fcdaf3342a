import { useId, useState } from 'react'
import {
  addGateway,
  changeGateway,
  type GatewayVendor,
  gatewayMakes,
  gatewayVendor,
} from '../../../../server/api/contract/index.ts'
import { useCity } from '../../city.tsx'
import { onEscape } from '../../hotspots/ask.tsx'
import { useText } from '../../languages/index.ts'
import { useSending } from '../../network/saving.ts'
import { FormFailure } from '../../parts/form-failure.tsx'
import { ControllerFields } from './controller-fields.tsx'
import { changedGatewayIn, type Entered, newGatewayIn } from './entry.ts'
import { EntryField, SecretField, WrongEntry, wrongField } from './entry-fields.tsx'

/** Secrets that Plaza has made; null: none. */
export interface MadeSecrets {
  name: string
  secret: string | null
  uamSecret: string | null
}

interface Props {
  /** Absent: a new one. */
  of?: Entered
  onSaved: (made: MadeSecrets) => void
  onCancel: () => void
}

/** What a gateway is registered with; what cannot be is said at its field. */
export function GatewayForm({ of, onSaved, onCancel }: Props) {
  const t = useText()
  const { change, announce } = useCity()
  const { onSubmit, isSending, error } = useSending()
  const [vendor, setVendor] = useState<GatewayVendor>(of?.vendor ?? 'coovachilli')
  const submit = onSubmit(async (values) => {
    const name = String(values.get('name')).trim()
    const made = of
      ? { ...(await change(changeGateway, { params: { id: of.id }, body: changedGatewayIn(values) })), secret: null }
      : await change(addGateway, { body: newGatewayIn(values) })
    announce(t(of ? 'gateways.savedNow' : 'gateways.addedNow', { name }))
    onSaved({ name, secret: made.secret, uamSecret: made.uamSecret })
  })
  return (
    <WrongEntry value={error}>
      <form
        className="network-form gateway-form"
        onSubmit={submit}
        aria-label={of ? t('gateways.editOf', { name: of.name }) : t('gateways.new')}
        onKeyDown={onEscape(onCancel)}
        noValidate={false}
      >
        <EntryField name="name" label={t('gateways.entry.name')} value={of?.name} required autoFocus />
        <MakeField vendor={vendor} onVendor={setVendor} />
        <Place of={of} vendor={vendor} />
        <Secrets isNew={!of} vendor={vendor} setup={of?.setup} />
        <ControllerFields key={vendor} of={of} vendor={vendor} />
        {wrongField(error) === undefined ? <FormFailure error={error} /> : null}
        <p className="whole buttons">
          <button type="submit" className="go" disabled={isSending}>
            {t(of ? 'network.save' : 'gateways.add')}
          </button>
          <button type="button" onClick={onCancel}>
            {t('gateways.cancel')}
          </button>
        </p>
      </form>
    </WrongEntry>
  )
}

function MakeField({ vendor, onVendor }: { vendor: GatewayVendor; onVendor: (vendor: GatewayVendor) => void }) {
  const t = useText()
  const id = useId()
  return (
    <div>
      <label htmlFor={id}>{t('gateways.vendor')}</label>
      <select
        id={id}
        name="vendor"
        value={vendor}
        onChange={({ target }) => onVendor(gatewayVendor.parse(target.value))}
      >
        {gatewayVendor.options.map((one) => (
          <option key={one} value={one}>
            {one === 'generic' ? t('gateways.otherMake') : gatewayMakes[one].name}
          </option>
        ))}
      </select>
    </div>
  )
}

/** Where it is, and how it is known. */
function Place({ of, vendor }: { of: Entered | undefined; vendor: GatewayVendor }) {
  const t = useText()
  const { asksRadius } = gatewayMakes[vendor]
  const [isRadsec, setRadsec] = useState(false)
  return (
    <>
      <EntryField
        name="network"
        label={t('gateways.entry.network')}
        value={of?.network}
        required={asksRadius && !of && !isRadsec}
        help={t(asksRadius ? 'gateways.entry.networkHelp' : 'gateways.entry.networkOpenedHelp')}
      />
      <EntryField
        name="nasIdentifier"
        label={vendor === 'opennds' ? 'gatewayname' : 'NAS-Identifier'}
        value={of?.setup.nasIdentifier}
        required={vendor === 'opennds'}
        help={t('gateways.entry.nasIdentifierHelp')}
      />
      {asksRadius ? (
        <EntryField
          name="coaPort"
          label={t('gateways.entry.coaPort')}
          type="number"
          value={of?.setup.coaPort ?? 3799}
          required
        />
      ) : null}
      {asksRadius && !of ? (
        <p className="whole">
          <label className="check">
            <input
              type="checkbox"
              name="radsec"
              checked={isRadsec}
              onChange={({ target }) => setRadsec(target.checked)}
            />{' '}
            {t('gateways.entry.radsec')}
          </label>
        </p>
      ) : null}
      <EntryField
        name="loginOrigins"
        label={t('gateways.entry.loginOrigins')}
        value={of?.setup.loginOrigins.join('\n')}
        rows={2}
        required={vendor === 'meraki-click'}
        help={t('gateways.entry.loginOriginsHelp')}
      />
    </>
  )
}

function Secrets({
  isNew,
  vendor,
  setup,
}: {
  isNew: boolean
  vendor: GatewayVendor
  setup: Entered['setup'] | undefined
}) {
  const t = useText()
  const { asksRadius, signsRedirects } = gatewayMakes[vendor]
  const kept = setup?.hasUamSecret ? (['keep', 'make', 'typed'] as const) : (['make', 'typed'] as const)
  const none = signsRedirects === 'optional' ? (['none'] as const) : []
  const hasNone = setup && !setup.hasUamSecret && signsRedirects === 'optional'
  return (
    <>
      {isNew && asksRadius ? (
        <SecretField name="secret" label={t('gateways.entry.secret')} choices={['make', 'typed']}>
          <label className="check">
            <input type="checkbox" name="mayBeWeak" /> {t('gateways.entry.mayBeWeak')}
          </label>
        </SecretField>
      ) : null}
      {signsRedirects ? (
        <SecretField
          name="uamSecret"
          label={t('gateways.entry.uamSecret')}
          help={t('gateways.entry.uamSecretHelp')}
          choices={hasNone ? [...none, ...kept] : [...kept, ...none]}
        />
      ) : null}
      {asksRadius ? (
        <SecretField
          name="macPassword"
          label={t('gateways.entry.macPassword')}
          help={t('gateways.entry.macPasswordHelp')}
          choices={setup?.hasMacPassword ? ['keep', 'typed', 'none'] : ['none', 'typed']}
        />
      ) : null}
    </>
  )
}

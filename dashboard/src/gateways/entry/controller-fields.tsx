import { type GatewayVendor, gatewayMakes } from '../../../../server/api/contract/index.ts'
import { useText } from '../../languages/index.ts'
import type { Entered } from './entry.ts'
import { EntryField } from './entry-fields.tsx'

/** Of the Dashboard API, where the organization is not in a region of its own. */
const MERAKI = 'https://api.meraki.com/api/v1'

/** Where its controller is and as whom Plaza logs in there, or its maker's cloud; nothing for makes that have neither. */
export function ControllerFields({ of, vendor }: { of: Entered | undefined; vendor: GatewayVendor }) {
  const t = useText()
  const { hasController } = gatewayMakes[vendor]
  if (!hasController) return null
  const isCloud = hasController === 'cloud'
  const controller = of?.vendor === vendor ? of.setup.controller : null
  return (
    <fieldset className="whole network-form controller-fields">
      <legend>{t(isCloud ? 'gateways.entry.cloud' : 'gateways.entry.controller')}</legend>
      {isCloud ? <p className="whole">{t('gateways.entry.cloudHelp')}</p> : null}
      <EntryField
        name="controllerUrl"
        label={t(isCloud ? 'gateways.entry.cloudUrl' : 'gateways.entry.controllerUrl')}
        type="url"
        value={controller?.url ?? (isCloud ? MERAKI : undefined)}
        required
        help={isCloud ? undefined : 'https://unifi.example:8443'}
      />
      <EntryField
        name="controllerUser"
        label={t(isCloud ? 'gateways.entry.organization' : 'gateways.entry.controllerUser')}
        value={controller?.user}
        required={!isCloud}
      />
      <EntryField
        name="controllerPassword"
        label={t(isCloud ? 'gateways.entry.apiKey' : 'gateways.entry.controllerPassword')}
        type="password"
        required={!controller && !isCloud}
        help={controller ? t('gateways.entry.controllerPasswordKept') : undefined}
      />
      <EntryField
        name="controllerSite"
        label={t(isCloud ? 'gateways.entry.networkId' : 'gateways.entry.controllerSite')}
        value={controller?.site ?? (isCloud ? undefined : 'default')}
        help={isCloud ? undefined : t('gateways.entry.controllerSiteHelp')}
      />
      {isCloud ? null : (
        <EntryField
          name="controllerCa"
          label={t('gateways.entry.controllerCa')}
          value={controller?.ca}
          rows={3}
          help={t('gateways.entry.controllerCaHelp')}
        />
      )}
      <p className="whole">
        <label className="check">
          <input type="checkbox" name="controllerReads" defaultChecked={controller?.readsStates ?? true} />{' '}
          {t('gateways.entry.controllerReads')}
        </label>
        {vendor === 'omada' ? <small> {t('gateways.entry.omadaReader')}</small> : null}
      </p>
    </fieldset>
  )
}

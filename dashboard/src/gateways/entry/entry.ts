import {
  type addGateway,
  type changeGateway,
  type GatewayListItem,
  type GatewaySetup,
  type GatewayVendor,
  type Given,
  gatewayMakes,
  gatewayVendor,
} from '../../../../server/api/contract/index.ts'
import { linesOf, textOf } from '../../network/saving.ts'

/** What the form begins with. */
export interface Entered {
  id: number
  name: string
  vendor: GatewayVendor
  network: string | null
  setup: GatewaySetup
}

/** A gateway of either list, in use or not. */
export type Registered = Pick<GatewayListItem, 'id' | 'name' | 'vendor' | 'network'>

export const enteredOf = ({ id, name, vendor, network }: Registered, setup: GatewaySetup): Entered => ({
  ...{ id, name, vendor: gatewayVendor.parse(vendor), setup },
  network: network?.replace(/\/(32|128)$/, '') ?? null,
})

/** As given, spaces and all: they may belong to a secret. */
const secretOf = (values: FormData, name: string) => String(values.get(name) ?? '')

function plainEntry(values: FormData) {
  const vendor = gatewayVendor.parse(textOf(values, 'vendor'))
  return {
    name: textOf(values, 'name'),
    vendor,
    network: textOf(values, 'network') || null,
    nasIdentifier: textOf(values, 'nasIdentifier') || null,
    loginOrigins: linesOf(values, 'loginOrigins'),
    coaPort: Number(textOf(values, 'coaPort') || 3799),
    controller: controllerIn(values, vendor),
  }
}

/** Of a make that works without, none where no user is named. */
function controllerIn(values: FormData, vendor: GatewayVendor) {
  const { hasController } = gatewayMakes[vendor]
  const user = textOf(values, 'controllerUser')
  if (!hasController || (hasController === 'cloud' && user === '')) return null
  const password = secretOf(values, 'controllerPassword')
  return {
    url: textOf(values, 'controllerUrl'),
    user,
    site: textOf(values, 'controllerSite') || (hasController === 'cloud' ? '' : 'default'),
    ca: textOf(values, 'controllerCa') || null,
    readsStates: values.get('controllerReads') === 'on',
    ...(password !== '' && { password }),
  }
}

/** What a secret's field says: nothing of it, that there shall be none, or what it is. */
function saidOf(values: FormData, name: string) {
  const choice = values.get(`${name}Choice`)
  if (choice === 'typed') return { typed: secretOf(values, name) }
  return choice === 'none' ? null : undefined
}

/** A new gateway as the API wants it. */
export function newGatewayIn(values: FormData): Given<typeof addGateway, 'body'> {
  const secret = saidOf(values, 'secret')
  const uamSecret = saidOf(values, 'uamSecret')
  const macPassword = saidOf(values, 'macPassword')
  return {
    ...plainEntry(values),
    ...(secret && { secret: { ...secret, mayBeWeak: values.get('mayBeWeak') === 'on' } }),
    ...(uamSecret !== undefined && { uamSecret }),
    ...(macPassword && { macPassword }),
    ...(values.get('radsec') === 'on' && { radsec: true }),
  }
}

/** A gateway that is changed as the API wants it. */
export const changedGatewayIn = (values: FormData): Given<typeof changeGateway, 'body'> => ({
  ...plainEntry(values),
  uamSecret: values.get('uamSecretChoice') === 'make' ? 'make' : keptOr(saidOf(values, 'uamSecret')),
  macPassword: keptOr(saidOf(values, 'macPassword')),
})

const keptOr = <T>(said: T | undefined): T | 'keep' => (said === undefined ? 'keep' : said)

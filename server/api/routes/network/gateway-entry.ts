import { isOpenedByPortal } from '../../../network/gateways/abilities.ts'
import { addGatewayCertificate } from '../../../network/gateways/change.ts'
import { changeDetail, changeGateway } from '../../../network/gateways/entry/edit.ts'
import { type GatewayEntry, isSameLogin, readEntry } from '../../../network/gateways/entry/entry.ts'
import { EntryError } from '../../../network/gateways/entry/entry-error.ts'
import {
  lookAtSecret,
  lookAtUamSecret,
  newSecret,
  newUamSecret,
  signsRedirects,
} from '../../../network/gateways/entry/new-secret.ts'
import { readShown, shownEntry } from '../../../network/gateways/entry/shown.ts'
import type { GatewayController } from '../../../network/gateways/gateways.ts'
import { newGatewayCertificate } from '../../../network/gateways/issue-certificate.ts'
import { addGateway } from '../../../network/gateways/register.ts'
import * as contract from '../../contract/index.ts'
import { ApiProblem, changed, implement, unchanged } from '../../route.ts'
import { mustOwnGateway, noSuchGateway } from '../own.ts'

type Given = contract.Received<typeof contract.addGateway, 'body'>
type Change = contract.Received<typeof contract.changeGateway, 'body'>

function explained(error: unknown): never {
  if (error instanceof EntryError)
    throw new ApiProblem(400, 'wrong-gateway', error.message, error.field, { reason: error.reason })
  throw error
}

/** What is wrong with an entry is answered at its field. */
const atItsField = <T>(work: () => Promise<T>): Promise<T> => work().catch(explained)

/** @param before the password stays while Plaza logs in at the same place as the same */
function controllerIn(given: Given['controller'], before?: GatewayController): GatewayController | undefined {
  if (!given) return undefined
  const { url, user: username, site, ca, password, readsStates } = given
  const kept = password === undefined && isSameLogin(before, { url, username }) ? before.password : ''
  return { url, username, site, ca: ca?.trim() ? ca : null, password: password ?? kept, readsStates }
}

function typedUamSecret({ typed }: { typed: string }): string {
  lookAtUamSecret(typed)
  return typed
}

function newEntry(given: Given): GatewayEntry {
  const { vendor, network, radsec, uamSecret } = given
  if (network === null && !radsec && !isOpenedByPortal(vendor))
    throw new EntryError('network', 'needed', 'it is needed for RADIUS over UDP: give it, or have it speak RadSec.')
  const made = signsRedirects(vendor) ? newUamSecret() : null
  return readEntry({
    ...{ name: given.name, vendor, network, nasIdentifier: given.nasIdentifier },
    ...{ loginOrigins: given.loginOrigins, coaPort: given.coaPort },
    uamSecret: uamSecret === undefined ? made : uamSecret && typedUamSecret(uamSecret),
    macPassword: given.macPassword?.typed ?? null,
    controller: controllerIn(given.controller),
  })
}

function secretIn(secret: Given['secret']): string {
  if (!secret) return newSecret()
  lookAtSecret(secret.typed, secret.mayBeWeak ?? false)
  return secret.typed
}

function changedEntry(before: GatewayEntry, given: Change): GatewayEntry {
  const { vendor, uamSecret, macPassword } = given
  return {
    ...{ name: given.name, vendor, network: given.network, nasIdentifier: given.nasIdentifier },
    ...{ loginOrigins: given.loginOrigins, coaPort: given.coaPort },
    uamSecret: changedUamSecret(before, vendor, uamSecret),
    macPassword: macPassword === 'keep' ? keptMacPassword(before, vendor) : (macPassword?.typed ?? null),
    controller: controllerIn(given.controller, before.controller),
  }
}

function changedUamSecret(before: GatewayEntry, vendor: Change['vendor'], given: Change['uamSecret']): string | null {
  if (given === 'make') return newUamSecret()
  if (given !== 'keep') return given && typedUamSecret(given)
  return signsRedirects(vendor) ? before.uamSecret : null
}

const keptMacPassword = (before: GatewayEntry, vendor: Change['vendor']) =>
  isOpenedByPortal(vendor) ? null : before.macPassword

export const gatewayEntryRoutes = [
  implement(contract.addGateway, ({ parts: { db, sealer }, body }) =>
    atItsField(async () => {
      const secret = secretIn(body.secret)
      const entry = newEntry(body)
      const { messageAuthenticator = 'require' } = body
      const id = await addGateway(db, sealer, { ...entry, secret, messageAuthenticator })
      const isAsked = !isOpenedByPortal(entry.vendor) && entry.network !== null
      return changed(
        {
          id,
          secret: body.secret || !isAsked ? null : secret,
          uamSecret: body.uamSecret === undefined ? entry.uamSecret : null,
        },
        { name: entry.name, after: { ...shownEntry(entry), messageAuthenticator } },
      )
    }),
  ),
  implement(contract.changeGateway, ({ parts: { db, sealer }, params: { id }, body, staff }) =>
    atItsField(async () => {
      await mustOwnGateway(db, staff, id)
      const done = await changeGateway(db, sealer, id, (before) => changedEntry(before, body))
      if (!done) throw noSuchGateway(id)
      const answer = { uamSecret: body.uamSecret === 'make' ? done.after.uamSecret : null }
      const detail = changeDetail(done.before, done.after)
      return detail ? changed(answer, detail) : unchanged(answer)
    }),
  ),
  implement(contract.issueGatewayCertificate, async ({ parts, params: { id }, body: { days, replace }, staff }) => {
    await mustOwnGateway(parts.db, staff, id)
    const gateway = await readShown(parts.db, { id })
    if (!gateway || gateway.isDisabled) throw noSuchGateway(id)
    const { name } = gateway
    const { fingerprint, notAfter, ...made } = await newGatewayCertificate(parts, name, days)
    await addGatewayCertificate(parts.db, name, { fingerprint, notAfter }, replace)
    return changed({ ...made, fingerprint, notAfter: notAfter.toISOString() }, { name, fingerprint, notAfter, replace })
  }),
]

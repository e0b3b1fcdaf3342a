import { readFile } from 'node:fs/promises'
import type { GatewayController } from '../../network/gateways/gateways.ts'
import type { GatewayVendor } from '../../network/tables.ts'
import { StartError } from '../../start/start-error.ts'
import { readSecretLines } from '../terminal/secret-lines.ts'
import { someText } from '../terminal/some-text.ts'

/** Options of `plaza gateway add` that say how Plaza reaches a gateway's controller. */
export interface ControllerOptions {
  controllerUrl?: string
  controllerUser?: string
  controllerSite?: string
  controllerCa?: string
}

const needsController: readonly GatewayVendor[] = ['unifi', 'omada']

/**
 * The controller that the options name, its password asked for: undefined for vendors that have none.
 *
 * @throws {StartError} when something is missing, or there is too much
 */
export async function readController(
  vendor: GatewayVendor,
  { controllerUrl, controllerUser, controllerSite, controllerCa }: ControllerOptions,
): Promise<GatewayController | undefined> {
  if (!needsController.includes(vendor)) {
    if (controllerUrl !== undefined) throw new StartError(`--controller-url: ${vendor} gateways have no controller.`)
    return undefined
  }
  if (controllerUrl === undefined || controllerUser === undefined) {
    throw new StartError(`${vendor} gateways need --controller-url and --controller-user.`)
  }
  const url = URL.canParse(controllerUrl) ? new URL(controllerUrl) : undefined
  if (!url || !/^https?:$/.test(url.protocol) || url.search || url.hash || url.username || url.password) {
    throw new StartError(`--controller-url: "${controllerUrl}" is no address such as https://unifi.example:8443.`)
  }
  return {
    url: url.href.replace(/\/$/, ''),
    username: someText('--controller-user', controllerUser),
    site: someText('--controller-site', controllerSite ?? 'default'),
    ca: controllerCa === undefined ? null : await readCa(controllerCa),
    password: await readPassword(CONTROLLER_PASSWORD),
  }
}

async function readCa(path: string): Promise<string> {
  const pem = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new StartError(`--controller-ca: ${path} cannot be read (${error.code}).`)
  })
  if (!/-----BEGIN CERTIFICATE-----/.test(pem))
    throw new StartError(`--controller-ca: ${path} holds no PEM certificate.`)
  return pem
}

/** Which password is asked for, and whose it is. */
export const CONTROLLER_PASSWORD = { question: 'Password of that user at the controller', name: 'of the controller' }
export const MAC_PASSWORD = {
  question: 'Password that the gateway sends for every device (CoovaChilli: HS_MACPASSWD)',
  name: 'of MAC authentication',
}

/**
 * A password: asked for at a terminal, not shown; else the first line of standard input.
 *
 * @throws {StartError} when it is empty
 */
export async function readPassword({ question, name }: { question: string; name: string }): Promise<string> {
  const [password] = await readSecretLines([{ question, name: `The password ${name}` }])
  return password!
}

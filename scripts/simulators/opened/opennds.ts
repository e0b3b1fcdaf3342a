import { createCipheriv, createHash, randomBytes } from 'node:crypto'
import { page } from '../gateway/pages.ts'
import { fromKbps, type OpenedGateway, type OpenedGatewayOptions, startOpenedGateway } from './gateway.ts'

export interface OpenNdsOptions extends OpenedGatewayOptions {
  level: 1 | 2 | 3
  gatewayName: string
  faskey: string
  /** How often authmon asks, in milliseconds. openNDS: 5000. */
  pollMs?: number
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')

interface Context {
  readonly options: OpenNdsOptions
  /** The gateway's name as it goes into queries. */
  readonly encodedName: string
  /** The device's, until its time is over. */
  token: string
  failedPolls: number
}

/**
 * openNDS with a FAS of level 1 (token hashed, query in base64), 2 (query encrypted) or 3 (also authmon, which fetches
 * grants), as fas.rst, fas-aes-https.php and authmon.sh have it.
 */
export async function startOpenNds(options: OpenNdsOptions): Promise<OpenedGateway & { failedPolls(): number }> {
  const encodedName = encodeURIComponent(options.gatewayName)
  const context: Context = { options, encodedName, token: newToken(), failedPolls: 0 }
  const gateway = await startOpenedGateway(
    options,
    (wanted) => redirectTo(context, wanted),
    ({ pathname, searchParams }) => {
      if (pathname !== '/opennds_auth/') return undefined
      if (!isTokenGood(context, searchParams.get('tok'))) return { status: 403, page: page('openNDS', 'Forbidden') }
      gateway.letIn({ seconds: 86_400 })
      return { redirect: searchParams.get('redir') ?? '/' }
    },
  )
  const authmon = options.level === 3 ? startAuthmon(context, gateway) : undefined
  return {
    ...gateway,
    failedPolls: () => context.failedPolls,
    expire() {
      gateway.expire()
      context.token = newToken()
    },
    async close() {
      authmon?.stop()
      await gateway.close()
    },
  }
}

const newToken = () => randomBytes(4).toString('hex')
const hid = ({ token }: Context) => sha256(token)
const rhid = (context: Context) => sha256(hid(context) + context.options.faskey)

const isTokenGood = (context: Context, given: string | null): boolean =>
  context.options.level !== 3 && (given === rhid(context) || given === context.token)

/** Where an offline device is sent: the portal, with what openNDS says of it. */
function redirectTo(context: Context, wanted: string): string {
  const { level, faskey, portalUrl, http, bssid, deviceMac } = context.options
  const pairs = [
    ['hid', hid(context)],
    ['clientip', '192.168.8.23'],
    ['clientmac', deviceMac],
    ['client_type', 'cpd_can'],
    ['gatewayname', context.encodedName],
    ['gatewayurl', encodeURIComponent(`http://${http.host}:${http.port}`)],
    ['version', '10.1.3'],
    ['gatewayaddress', `${http.host}:${http.port}`],
    ['gatewaymac', bssid.replaceAll(':', '')],
    ...(level === 1 ? [] : [['authdir', 'opennds_auth']]),
    ['originurl', encodeURIComponent(wanted)],
    ['clientif', 'br-lan'],
  ]
  const text = pairs.map(([name, value]) => `${name}=${value}`).join(', ')
  if (level === 1) return `${portalUrl}?fas=${encodeURIComponent(Buffer.from(text).toString('base64'))}`
  const iv = randomBytes(8).toString('hex')
  const key = Buffer.alloc(32)
  key.write(faskey)
  const cipher = createCipheriv('aes-256-cbc', key, Buffer.from(iv))
  const inner = Buffer.concat([cipher.update(text), cipher.final()]).toString('base64')
  return `${portalUrl}?fas=${encodeURIComponent(Buffer.from(inner).toString('base64'))}&iv=${iv}`
}

type Gateway = Awaited<ReturnType<typeof startOpenedGateway>>

/** Fetches grants again and again. */
function startAuthmon(context: Context, gateway: Gateway): { stop(): void } {
  let timer: NodeJS.Timeout | undefined
  let stopped = false
  const loop = () => {
    poll(context, gateway)
      .catch(() => {
        context.failedPolls++
      })
      .finally(() => {
        if (!stopped) timer = setTimeout(loop, context.options.pollMs ?? 5000)
      })
  }
  ask(context, 'clear', 'none').then(loop, loop)
  return {
    stop() {
      stopped = true
      clearTimeout(timer)
    },
  }
}

async function poll(context: Context, gateway: Gateway): Promise<void> {
  const list = await ask(context, 'view', 'none')
  if (!list.startsWith('*')) throw new Error(`FAS: ${list.slice(0, 100)}`)
  const words = list.slice(2, 1026).split(' ').filter(Boolean).slice(0, 4).map(decodeURIComponent)
  const done = words.filter((params) => ndsctlAuth(context, gateway, params)).map((params) => params.split(' ')[0])
  await ask(context, 'view', ['*', ...done].join(' '))
}

/** What authmon asks the portal. */
async function ask({ options, encodedName }: Context, action: string, payload: string): Promise<string> {
  const form = {
    auth_get: action,
    gatewayhash: sha256(encodedName),
    payload: Buffer.from(payload).toString('base64'),
  }
  const answer = await fetch(options.portalUrl, {
    method: 'POST',
    headers: { 'user-agent': 'openNDS(authmon;NDS:10.1.3;)' },
    body: new URLSearchParams(form),
  })
  if (!answer.ok) throw new Error(`FAS: ${answer.status}`)
  return answer.text()
}

/** `ndsctl auth`. @returns whether the device is known and now online */
function ndsctlAuth(context: Context, gateway: Gateway, params: string): boolean {
  const [given, minutes, up, down, upQuota, downQuota] = params.split(' ')
  if (given !== rhid(context)) return false
  const octets = (kilobytes: string | undefined) => (Number(kilobytes) > 0 ? Number(kilobytes) * 1000 : undefined)
  gateway.letIn({
    seconds: Number(minutes) * 60,
    upBps: fromKbps(up),
    downBps: fromKbps(down),
    upOctets: octets(upQuota),
    downOctets: octets(downQuota),
  })
  return true
}

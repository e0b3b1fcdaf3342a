import { createCipheriv, createHash, randomBytes } from 'node:crypto'
import { page } from '../gateway/pages.ts'
import {
  fromKbps,
  type OpenedGateway,
  type OpenedGatewayOptions,
  type OpenedGrant,
  startOpenedGateway,
} from './gateway.ts'

export interface OpenNdsOptions extends OpenedGatewayOptions {
  level: 1 | 2 | 3
  gatewayName: string
  faskey: string
  /** How often authmon asks, in milliseconds. openNDS: 5000. */
  pollMs?: number
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')

/**
 * openNDS with a FAS of level 1 (token hashed, query in base64), 2 (query encrypted) or 3 (also authmon, which fetches
 * grants), as fas.rst, fas-aes-https.php and authmon.sh have it.
 */
export async function startOpenNds(options: OpenNdsOptions): Promise<OpenedGateway & { failedPolls(): number }> {
  const { level, gatewayName, faskey, portalUrl, http, bssid, deviceMac } = options
  let token = randomBytes(4).toString('hex')
  const hid = () => sha256(token)
  const rhid = () => sha256(hid() + faskey)
  const encodedName = encodeURIComponent(gatewayName)

  const redirect = (wanted: string): string => {
    const pairs = [
      ['hid', hid()],
      ['clientip', '192.168.8.23'],
      ['clientmac', deviceMac],
      ['client_type', 'cpd_can'],
      ['gatewayname', encodedName],
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

  const gateway = await startOpenedGateway(options, redirect, ({ pathname, searchParams }) => {
    if (pathname !== '/opennds_auth/') return undefined
    const given = searchParams.get('tok')
    if (level === 3 || (given !== rhid() && given !== token)) return { status: 403, page: page('openNDS', 'Forbidden') }
    gateway.letIn({ seconds: 86_400 })
    return { redirect: searchParams.get('redir') ?? '/' }
  })

  /** `ndsctl auth`. @returns whether the device is known and now online */
  const ndsctlAuth = (params: string): boolean => {
    const [given, minutes, up, down, upQuota, downQuota] = params.split(' ')
    if (given !== rhid()) return false
    const octets = (kilobytes: string | undefined) => (Number(kilobytes) > 0 ? Number(kilobytes) * 1000 : undefined)
    const limits = {
      upBps: fromKbps(up),
      downBps: fromKbps(down),
      upOctets: octets(upQuota),
      downOctets: octets(downQuota),
    }
    const grant: OpenedGrant = { seconds: Number(minutes) * 60, ...limits }
    gateway.letIn(grant)
    return true
  }
  const ask = async (action: string, payload: string): Promise<string> => {
    const form = {
      auth_get: action,
      gatewayhash: sha256(encodedName),
      payload: Buffer.from(payload).toString('base64'),
    }
    const answer = await fetch(portalUrl, {
      method: 'POST',
      headers: { 'user-agent': 'openNDS(authmon;NDS:10.1.3;)' },
      body: new URLSearchParams(form),
    })
    if (!answer.ok) throw new Error(`FAS: ${answer.status}`)
    return answer.text()
  }
  let failed = 0
  let timer: NodeJS.Timeout | undefined
  let stopped = false
  const poll = async () => {
    const list = await ask('view', 'none')
    if (!list.startsWith('*')) throw new Error(`FAS: ${list.slice(0, 100)}`)
    const words = list.slice(2, 1026).split(' ').filter(Boolean).slice(0, 4).map(decodeURIComponent)
    const done = words.filter(ndsctlAuth).map((params) => params.split(' ')[0])
    await ask('view', ['*', ...done].join(' '))
  }
  const loop = () => {
    poll()
      .catch(() => {
        failed++
      })
      .finally(() => {
        if (!stopped) timer = setTimeout(loop, options.pollMs ?? 5000)
      })
  }
  if (level === 3) ask('clear', 'none').then(loop, loop)
  return {
    ...gateway,
    failedPolls: () => failed,
    expire() {
      gateway.expire()
      token = randomBytes(4).toString('hex')
    },
    async close() {
      stopped = true
      clearTimeout(timer)
      await gateway.close()
    },
  }
}

import { createHash } from 'node:crypto'
import { expect } from 'chai'
import {
  AcctInputGigawords,
  AcctInputOctets,
  AcctOutputOctets,
  AcctSessionId,
  AcctStatusType,
  AcctTerminateCause,
  CalledStationId,
  CallingStationId,
  ChapPassword,
  Class,
  Code,
  CoovaChilliMaxTotalOctets,
  checkChap,
  disconnectRequest,
  exchange,
  NasIdentifier,
  type Packet,
  type RadiusClient,
  type RadiusRequest,
  reply,
  SessionTimeout,
  startUdpServer,
  UserName,
  userPassword,
} from '../../../radius/index.ts'
import { refreshOf } from '../../../scripts/demo/html.ts'
import { createBrowser } from '../../../scripts/demo/residents/browser.ts'
import { challengeKey, sign, unmask } from '../../../scripts/simulators/gateway/coovachilli.ts'
import {
  type GatewayOptions,
  type SimulatedGateway,
  startGateway,
} from '../../../scripts/simulators/gateway/gateway.ts'
import { octal } from '../../../scripts/simulators/gateway/mikrotik.ts'

const secret = 'radius secret'
const bssid = '06:70:6c:00:00:01'
const mac = '0a:00:00:00:00:01'
const md5 = (...parts: Array<Buffer | string>) => {
  const hash = createHash('md5')
  for (const part of parts) hash.update(part)
  return hash.digest()
}

/** The field by which a browser proves the password to CoovaChilli. */
function proofOf(method: 'chap' | 'pap', password: string, key: Buffer): string {
  if (method === 'chap') return `response=${md5(Buffer.of(0), password, key).toString('hex')}`
  const octets = Buffer.from(password)
  for (const [index, octet] of octets.entries()) octets[index] = octet ^ key[index % 16]!
  return `password=${octets.toString('hex')}`
}

describe('the arithmetic of captive gateways', () => {
  const challenge = Buffer.from('000102030405060708090a0b0c0d0e0f', 'hex')

  it('makes CoovaChilli’s key, mask and signature as worked out by hand from its source', () => {
    const key = challengeKey(challenge, 'uamsecret')
    expect(key.toString('hex')).to.equal('7ab1ee6992605a3e13bd489d85ded794')
    expect(md5(Buffer.of(0), 'otp-1234567', key).toString('hex')).to.equal('3c5a6ee6f28ed882370e4ddfcebfeedb')
    expect(unmask(Buffer.from('15c59e44a352690a268b7f', 'hex'), key).toString()).to.equal('otp-1234567')
    expect(sign('http://portal.example/uam?res=notyet&uamip=10.1.0.1&uamport=3990', 'uamsecret')).to.equal(
      '7CC97287973AE3F86BBFC2EB6DED9025',
    )
  })

  it('prints octets as RouterOS does', () => {
    expect(octal(Buffer.from('f9000a', 'hex'))).to.equal('\\371\\000\\012')
  })
})

describe('a simulated gateway', () => {
  const seen: Packet[] = []
  const waiters: Array<() => void> = []
  let decide: (request: RadiusRequest<RadiusClient>) => Packet
  let servers: Array<Awaited<ReturnType<typeof startUdpServer>>>
  let gateway: SimulatedGateway
  const portalUrl = 'http://127.0.0.1:9/portal'

  const accounting = async (status: number): Promise<Packet> => {
    for (;;) {
      const found = seen.find((packet) => packet.get(AcctStatusType) === status)
      if (found) return found
      await new Promise<void>((resolve) => waiters.push(resolve))
    }
  }
  const start = async (options: Partial<GatewayOptions> = {}) => {
    gateway = await startGateway({
      dialect: 'coovachilli',
      nasIdentifier: 'gw-test',
      address: '127.20.9.9',
      secret,
      radius: { host: '127.0.0.1', authPort: servers[0]!.port, acctPort: servers[1]!.port },
      hotspots: [{ bssid, ssid: 'Plaza' }],
      portalUrl,
      uamSecret: 'uamsecret',
      http: { host: '127.0.0.1', port: 0 },
      defaultDeviceMac: mac,
      ...options,
    })
  }
  const accept = () => reply(Code.AccessAccept).add(Class, Buffer.from('the class')).add(SessionTimeout, 600)
  const browser = createBrowser()
  /** Where the gateway sends the browser; nothing listens there. */
  const redirectOf = async (url: string): Promise<URL> => {
    const response = await fetch(url, { redirect: 'manual' })
    expect(response.status).to.equal(302)
    return new URL(response.headers.get('location') ?? '')
  }

  before(async () => {
    const client = { secret, requireMessageAuthenticator: true }
    const clientAt = (address: string) => (address === '127.20.9.9' ? client : undefined)
    const common = { host: '127.0.0.1', port: 0, clientAt }
    servers = [
      await startUdpServer({ ...common, kind: 'auth', handler: async (request) => decide(request) }),
      await startUdpServer({
        ...common,
        kind: 'acct',
        async handler({ packet }) {
          seen.push(packet)
          for (const waiter of waiters.splice(0)) waiter()
          return reply(Code.AccountingResponse)
        },
      }),
    ]
  })
  after(() => Promise.all(servers.map((server) => server.close())))
  beforeEach(() => {
    seen.length = 0
    decide = () => reply(Code.AccessReject)
  })
  afterEach(() => gateway.close())

  it('leaves Message-Authenticator out where it plays old equipment', async () => {
    const told: boolean[] = []
    const old = await startUdpServer({
      host: '127.0.0.1',
      port: 0,
      kind: 'auth',
      clientAt: () => ({ secret, requireMessageAuthenticator: false }),
      handler: async () => accept(),
      onAccessRequest: (_client, { signed }) => told.push(signed),
    })
    try {
      const radius = { host: '127.0.0.1', authPort: old.port, acctPort: servers[1]?.port ?? 0 }
      for (const signs of [true, false]) {
        await start({ radius, signs })
        gateway.attach({ mac }, bssid)
        expect(await gateway.macAuth(mac)).to.equal(true)
        await gateway.close()
      }
      expect(told).to.deep.equal([true, false])
    } finally {
      await old.close()
    }
  })

  it('tries the MAC address first, then redirects to the portal with a signed address', async () => {
    const asked: Packet[] = []
    decide = ({ packet }) => {
      asked.push(packet)
      return reply(Code.AccessReject)
    }
    await start()
    const to = await redirectOf(`${gateway.url}/news?a=1`)
    expect(asked[0]?.get(UserName)).to.equal('0A-00-00-00-00-01')
    expect(asked[0]?.get(CalledStationId)).to.equal('06-70-6C-00-00-01:Plaza')
    expect(asked[0]?.get(CallingStationId)).to.equal('0A-00-00-00-00-01')
    expect(asked[0]?.get(NasIdentifier)).to.equal('gw-test')
    expect(to.searchParams.get('res')).to.equal('notyet')
    expect(to.searchParams.get('userurl')).to.equal(`${gateway.url}/news?a=1`)
    const [signed = '', md] = to.href.split('&md=')
    expect(md).to.equal(sign(signed, 'uamsecret'))
    await redirectOf(`${gateway.url}/more`)
    expect(asked, 'the MAC address is tried once').to.have.length(1)
  })

  for (const method of ['chap', 'pap'] as const)
    it(`logs in by ${method} as CoovaChilli, accounts for the session and echoes Class`, async () => {
      await start()
      const to = await redirectOf(gateway.url)
      const key = challengeKey(Buffer.from(to.searchParams.get('challenge') ?? '', 'hex'), 'uamsecret')
      const password = 'abcdefgh12345678'
      decide = (request) => {
        const right = method === 'chap' ? checkChap(request, password) : `${userPassword(request)}` === password
        return right && request.packet.get(UserName) === 'ticket' ? accept() : reply(Code.AccessReject)
      }
      const proof = proofOf(method, password, key)
      const wrong = await redirectOf(`${gateway.url}/logon?username=other&${proof}`)
      expect([wrong.searchParams.get('res'), wrong.searchParams.get('reason')]).to.deep.equal(['failed', 'reject'])

      const again = await redirectOf(`${gateway.url}/prelogin`)
      const fresh = challengeKey(Buffer.from(again.searchParams.get('challenge') ?? '', 'hex'), 'uamsecret')
      const done = await redirectOf(`${gateway.url}/logon?username=ticket&${proofOf(method, password, fresh)}`)
      expect(done.searchParams.get('res')).to.equal('success')
      expect((await browser.get(gateway.url)).html).to.include('<h1>Internet</h1>')

      gateway.use(mac, { inputOctets: 2 ** 32 + 5, outputOctets: 7 })
      gateway.detach(mac)
      const stop = await accounting(AcctStatusType.values.Stop)
      expect(stop.get(AcctSessionId)).to.equal(to.searchParams.get('sessionid'))
      expect(stop.get(Class)?.toString()).to.equal('the class')
      expect([stop.get(AcctInputGigawords), stop.get(AcctInputOctets)]).to.deep.equal([1, 5])
      expect(stop.get(AcctOutputOctets)).to.equal(7)
      expect(stop.get(AcctTerminateCause)).to.equal(AcctTerminateCause.values.LostCarrier)
      const kinds = seen.map((packet) => packet.get(AcctStatusType))
      const { AccountingOn, Start, Stop } = AcctStatusType.values
      expect(kinds).to.deep.equal([AccountingOn, Start, Stop])
    })

  it('logs in by http-chap as MikroTik does, with octets in octal', async () => {
    await start({ dialect: 'mikrotik' })
    const page = await (await fetch(`${gateway.url}/news`)).text()
    const to = new URL(refreshOf(page) ?? '')
    expect(to.searchParams.get('mac')).to.equal('0A:00:00:00:00:01')
    expect(to.searchParams.get('link-orig')).to.equal(`${gateway.url}/news`)
    expect(to.searchParams.get('error')).to.equal('')
    const octets = (name: string) =>
      Buffer.from(
        [...(to.searchParams.get(name) ?? '').matchAll(/\\(\d{3})/g)].map(([, digits = '']) =>
          Number.parseInt(digits, 8),
        ),
      )
    const response = md5(octets('chap-id'), 'word', octets('chap-challenge')).toString('hex')
    decide = (request) => {
      expect(request.packet.get(ChapPassword)).to.have.length(17)
      return checkChap(request, 'word') ? accept() : reply(Code.AccessReject)
    }
    const login = to.searchParams.get('link-login-only')
    const done = await redirectOf(`${login}?username=t&password=${response}&dst=http%3A%2F%2F127.0.0.1%3A9%2Fgo`)
    expect(done.href).to.equal('http://127.0.0.1:9/go')
    expect(gateway.isOnline(mac)).to.equal(true)
  })

  it('lets a known device in by its MAC address, and ends its session at the limit of octets', async () => {
    decide = () => accept().add(CoovaChilliMaxTotalOctets, 1000)
    await start()
    gateway.attach({ mac: '0a:00:00:00:00:02' }, bssid)
    expect(await gateway.macAuth('0a:00:00:00:00:02')).to.equal(true)
    gateway.use('0a:00:00:00:00:02', { inputOctets: 600, outputOctets: 400 })
    expect(gateway.sessions()).to.have.length(0)
    const stop = await accounting(AcctStatusType.values.Stop)
    expect(stop.get(AcctTerminateCause)).to.equal(AcctTerminateCause.values.SessionTimeout)
  })

  it('ends a session on a Disconnect-Request, and answers 503 for one it does not know', async () => {
    decide = accept
    await start()
    gateway.attach({ mac: '0a:00:00:00:00:03' }, bssid)
    await gateway.macAuth('0a:00:00:00:00:03')
    const id = gateway.sessions()[0]?.acctSessionId ?? ''
    const ask = () =>
      exchange({
        address: '127.20.9.9',
        port: gateway.coaPort,
        secret,
        packet: disconnectRequest().add(UserName, '0A-00-00-00-00-03').add(AcctSessionId, id),
      })
    const first = await ask()
    expect(first.packet?.code).to.equal(Code.DisconnectAck)
    const stop = await accounting(AcctStatusType.values.Stop)
    expect(stop.get(AcctTerminateCause)).to.equal(AcctTerminateCause.values.AdminReset)
    const second = await ask()
    expect(second.packet?.code).to.equal(Code.DisconnectNak)
    expect(gateway.received.map(({ answer }) => answer)).to.deep.equal(['ack', 'nak'])
  })

  it('forgets its sessions without a word when power fails, and says so when it is back', async () => {
    decide = accept
    await start()
    gateway.attach({ mac: '0a:00:00:00:00:04' }, bssid)
    await gateway.macAuth('0a:00:00:00:00:04')
    await gateway.settled()
    gateway.powerOff()
    expect(gateway.sessions()).to.have.length(0)
    await gateway.powerOn()
    const { AccountingOn, Start } = AcctStatusType.values
    expect(seen.map((packet) => packet.get(AcctStatusType))).to.deep.equal([AccountingOn, Start, AccountingOn])
  })

  it('makes the browser another phone on request, which is a stranger again', async () => {
    decide = ({ packet }) => (packet.get(UserName) === '0A-00-00-00-00-01' ? accept() : reply(Code.AccessReject))
    await start()
    expect((await browser.get(gateway.url)).html).to.include(mac)
    const back = await redirectOf(`${gateway.url}/simulator/new-phone`)
    expect(back.href).to.equal(`${gateway.url}/`)
    expect((await redirectOf(back.href)).searchParams.get('res')).to.equal('notyet')
  })

  it('sends Accounting-Off when it closes', async () => {
    await start()
    await gateway.close()
    await accounting(AcctStatusType.values.AccountingOff)
  })
})

import { expect } from 'chai'
import { challengeHash, challengeResponse, ntPasswordHash } from '../../radius/authentication/mschap.ts'
import {
  AcctSessionId,
  AcctStatusType,
  addMppeKeys,
  CallingStationId,
  Code,
  CoovaChilliMaxTotalOctets,
  checkChap,
  checkMsChap2,
  delayed,
  ErrorCause,
  type MppeKeys,
  MsChap2Success,
  MsChapError,
  msChapError,
  type Packet,
  ReplyMessage,
  reply,
  SessionTimeout,
  startDynamicAuthorizationServer,
  type UdpServer,
  UserName,
  userPassword,
  WisprBandwidthMaxDown,
} from '../../radius/index.ts'
import { startOnLoopback } from '../radius/server/start-on-loopback.ts'
import { requirePeer } from '../support/peers.ts'
import { radclient } from '../support/radclient.ts'

const SECRET = 'radclient secret'

describe('radclient', () => {
  let program: string
  let server: UdpServer | undefined
  let heard: Packet[]

  before(function () {
    program = requirePeer(this, 'radclient')
  })

  beforeEach(() => {
    heard = []
  })

  afterEach(async () => {
    await server?.close()
    server = undefined
  })

  const startAuth = async (): Promise<string> => {
    server = await startOnLoopback('auth', SECRET, async (request) => {
      heard.push(request.packet)
      return userPassword(request)?.toString() === 'lovelace' || checkChap(request, 'lovelace')
        ? reply(Code.AccessAccept)
            .add(SessionTimeout, 3600)
            .add(WisprBandwidthMaxDown, 5_000_000)
            .add(CoovaChilliMaxTotalOctets, 1_000_000)
        : reply(Code.AccessReject).add(ReplyMessage, 'no such resident')
    })
    return `127.0.0.1:${server.port}`
  }
  const startAcct = async (): Promise<string> => {
    server = await startOnLoopback('acct', SECRET, async ({ packet }) => {
      heard.push(packet)
      return reply(Code.AccountingResponse)
    })
    return `127.0.0.1:${server.port}`
  }
  const signed = 'Message-Authenticator = 0x00\n'

  it('is accepted by PAP and reads every attribute', async () => {
    const address = await startAuth()
    const { output, ok } = await radclient(
      program,
      [address, 'auth', SECRET],
      `User-Name = "ada"\nUser-Password = "lovelace"\n${signed}`,
    )
    expect(ok, output).to.equal(true)
    expect(output).to.include('Received Access-Accept')
    expect(output).to.include('Session-Timeout = 3600')
    expect(output).to.include('WISPr-Bandwidth-Max-Down = 5000000')
    expect(output).to.match(/Chilli\w*-Max-Total-Octets = 1000000/)
    expect(heard[0]?.get(UserName)).to.equal('ada')
  })

  it('is accepted by CHAP and refused with a wrong password', async () => {
    const address = await startAuth()
    const args = [address, 'auth', SECRET]
    const right = await radclient(program, args, `User-Name = "ada"\nCHAP-Password = "lovelace"\n${signed}`)
    expect(right.output).to.include('Received Access-Accept')
    const wrong = await radclient(program, args, `User-Name = "ada"\nCHAP-Password = "byron"\n${signed}`)
    expect(wrong.output).to.include('Received Access-Reject')
    expect(wrong.output).to.include('Reply-Message = "no such resident"')
  })

  it('is accepted by MS-CHAPv2, sees the proof and gets its keys, and is told the error with a wrong password', async () => {
    let keys: MppeKeys | undefined
    server = await startOnLoopback('auth', SECRET, async (request) => {
      const proof = checkMsChap2(request, 'ada', 'lovelace')
      keys ??= proof?.keys
      if (!proof) return reply(Code.AccessReject).add(MsChapError, msChapError(request))
      return addMppeKeys(reply(Code.AccessAccept).add(MsChap2Success, proof.success), proof.keys, request)
    })
    const challenge = Buffer.from('5B5D7C7D7B3F2F3E3C2C602132262628', 'hex')
    const peerChallenge = Buffer.from('21402324255E262A28295F2B3A337C7E', 'hex')
    const answerOf = (password: string): string => {
      const hash = challengeHash(peerChallenge, challenge, 'ada')
      const ntResponse = challengeResponse(hash, ntPasswordHash(password))
      return Buffer.concat([Buffer.of(5, 0), peerChallenge, Buffer.alloc(8), ntResponse]).toString('hex')
    }
    const ask = (password: string) =>
      radclient(
        program,
        [`127.0.0.1:${server?.port}`, 'auth', SECRET],
        `User-Name = "ada"\nMS-CHAP-Challenge = 0x${challenge.toString('hex')}\nMS-CHAP2-Response = 0x${answerOf(password)}\n${signed}`,
      )
    const right = await ask('lovelace')
    expect(right.output).to.include('Received Access-Accept')
    expect(right.output).to.match(/MS-CHAP2-Success = 0x05533d[0-9a-f]{80}/)
    expect(right.output).to.include(`MS-MPPE-Recv-Key = 0x${keys?.recv.toString('hex')}\n`)
    expect(right.output).to.include(`MS-MPPE-Send-Key = 0x${keys?.send.toString('hex')}\n`)
    const wrong = await ask('byron')
    expect(wrong.output).to.include('Received Access-Reject')
    expect(wrong.output).to.match(/MS-CHAP-Error = "\\005E=691 R=0 V=3"/)
  })

  it('is not answered with a wrong secret', async () => {
    const address = await startAuth()
    const { output, ok } = await radclient(
      program,
      [address, 'auth', 'wrong'],
      `User-Name = "ada"\nUser-Password = "lovelace"\n${signed}`,
    )
    expect(ok).to.equal(false)
    expect(output).to.include('No reply')
    expect(server?.stats.replied).to.equal(0)
    expect(server?.stats.discarded.get('wrong-message-authenticator')).to.equal(1)
  })

  it('is told that the server lives, on both ports, if it signs the question', async () => {
    for (const [start, answer] of [
      [startAuth, 'Received Access-Accept'],
      [startAcct, 'Received Accounting-Response'],
    ] as const) {
      const address = await start()
      const { output } = await radclient(program, [address, 'status', SECRET], signed)
      expect(output).to.include(answer)
      const unsigned = await radclient(program, [address, 'status', SECRET], 'NAS-Identifier = "x"\n')
      expect(unsigned.output).to.include('No reply')
      expect(server?.stats.discarded.get('missing-message-authenticator')).to.be.greaterThan(0)
      await server?.close()
    }
    expect(heard).to.have.length(0)
  })

  it('gets its Proxy-State back in order', async () => {
    const { output } = await radclient(
      program,
      [await startAuth(), 'auth', SECRET],
      `User-Name = "ada"\nUser-Password = "lovelace"\nProxy-State = 0x01\nProxy-State = 0x0203\n${signed}`,
    )
    expect(output.split('Received Access-Accept')[1]).to.match(/Proxy-State = 0x01\s+Proxy-State = 0x0203/)
  })

  it('waits for a delayed reply, and is heard once however often it asks', async () => {
    server = await startOnLoopback('auth', SECRET, ({ packet }) => {
      heard.push(packet)
      return delayed(reply(Code.AccessReject), 1_500)
    })
    const { output } = await radclient(
      program,
      ['-r', '5', `127.0.0.1:${server.port}`, 'auth', SECRET],
      `User-Name = "ada"\nUser-Password = "byron"\n${signed}`,
    )
    expect(output).to.include('Received Access-Reject')
    expect(heard).to.have.length(1)
  })

  it('has its accounting acknowledged', async () => {
    const { output, ok } = await radclient(
      program,
      [await startAcct(), 'acct', SECRET],
      'Acct-Status-Type = Start\nAcct-Session-Id = "s1"\nUser-Name = "ada"\n',
    )
    expect(ok, output).to.equal(true)
    expect(output).to.include('Received Accounting-Response')
    expect(heard[0]?.get(AcctStatusType)).to.equal(AcctStatusType.values.Start)
    expect(heard[0]?.get(AcctSessionId)).to.equal('s1')
  })

  it('disconnects a session at the gateway, and is refused one that is not there', async () => {
    server = await startDynamicAuthorizationServer({
      host: '127.0.0.1',
      port: 0,
      secretFor: () => SECRET,
      handler: async ({ packet }) =>
        packet.get(CallingStationId) === 'AA-BB-CC-00-11-22'
          ? reply(Code.DisconnectAck)
          : reply(Code.DisconnectNak).add(ErrorCause, ErrorCause.values.SessionContextNotFound),
    })
    const args = [`127.0.0.1:${server.port}`, 'disconnect', SECRET]
    const ack = await radclient(program, args, 'Calling-Station-Id = "AA-BB-CC-00-11-22"\n')
    expect(ack.output).to.include('Received Disconnect-ACK')
    const nak = await radclient(program, args, 'Calling-Station-Id = "AA-BB-CC-33-44-55"\n')
    expect(nak.output).to.include('Received Disconnect-NAK')
    expect(nak.output).to.include('Error-Cause = Session-Context-Not-Found')
  })
})

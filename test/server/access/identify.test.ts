import { expect } from 'chai'
import { accessRequest, CallingStationId, decodePacket, encodeRequest } from '../../../radius/index.ts'
import { isMacPassword, type Request, readIdentity } from '../../../server/access/identify.ts'

const secret = 'testing123'
const mac = '0a:00:00:00:00:01'
const FIXED = 'one-for-all'

describe('the password of MAC authentication', () => {
  const matches = (
    credentials: { password: string } | { chap: { password: string } },
    macPassword: string | null = null,
    username = '0A-00-00-00-00-01',
  ) => {
    const sent = accessRequest({ username, secret, ...credentials }).add(CallingStationId, '0A-00-00-00-00-01')
    const raw = encodeRequest(sent, secret)
    const request = { packet: decodePacket(raw), raw, secret, client: { secret, macPassword } } as unknown as Request
    return isMacPassword(request, readIdentity(request), mac)
  }

  for (const [method, of] of [
    ['PAP', (password: string) => ({ password })],
    ['CHAP', (password: string) => ({ chap: { password } })],
  ] as const) {
    it(`is the address as it was sent, or nothing, by ${method}`, () => {
      expect(matches(of('0A-00-00-00-00-01'))).to.equal(true)
      expect(matches(of(''))).to.equal(true)
      expect(matches(of('guess'))).to.equal(false)
      expect(matches(of(FIXED)), 'of a gateway without one').to.equal(false)
    })

    it(`is also the one that the gateway sends for every device, by ${method}`, () => {
      expect(matches(of(FIXED), FIXED)).to.equal(true)
      expect(matches(of('one-for-alL'), FIXED)).to.equal(false)
      expect(matches(of('0A-00-00-00-00-01'), FIXED)).to.equal(true)
    })
  }
})

import { EventEmitter } from 'node:events'
import type { Socket } from 'node:net'
import { expect } from 'chai'
import { createHandshakeLimit } from '../../../radius/tls/handshake-limit.ts'

/** A TCP connection of which only the peer's address matters. */
let ports = 1024
function from(remoteAddress: string): Socket & { destroyed: boolean } {
  const socket = Object.assign(new EventEmitter(), {
    remoteAddress,
    remotePort: ports++,
    destroyed: false,
    destroy() {
      socket.destroyed = true
      socket.emit('close')
    },
  })
  return socket as unknown as Socket & { destroyed: boolean }
}

describe('the limit of TLS handshakes under way', () => {
  it('counts a network of IPv6 as one address: a stranger is given 2^64 of them', () => {
    const limit = createHandshakeLimit()
    for (let host = 1; host <= 64; host++) expect(limit.begin(from(`2001:db8:0:1::${host}`))).to.equal(true)
    expect(limit.begin(from('2001:db8::1:ffff:ffff:ffff:ffff'))).to.equal(false)
    expect(limit.begin(from('2001:db8:0:2::1'))).to.equal(true)
    limit.close()
  })

  it('counts an IPv4 address as itself, however the socket writes it', () => {
    const limit = createHandshakeLimit()
    for (let at = 0; at < 32; at++) {
      limit.begin(from('192.0.2.1'))
      limit.begin(from('::ffff:192.0.2.1'))
    }
    expect(limit.begin(from('192.0.2.1'))).to.equal(false)
    expect(limit.begin(from('::ffff:192.0.2.2'))).to.equal(true)
    limit.close()
  })

  it('gives a newcomer the place of the oldest of those who have most, once all places are taken', () => {
    const limit = createHandshakeLimit()
    const sockets = [1, 2, 3, 4].flatMap((host) => Array.from({ length: 64 }, () => from(`192.0.2.${host}`)))
    for (const socket of sockets) expect(limit.begin(socket)).to.equal(true)
    expect(limit.begin(from('198.51.100.1'))).to.equal(true)
    expect(sockets.findIndex(({ destroyed }) => destroyed)).to.equal(0)
    expect(sockets.filter(({ destroyed }) => destroyed)).to.have.length(1)
    expect(limit.begin(from('192.0.2.2'))).to.equal(false)
    limit.close()
  })

  it('forgets what has ended', () => {
    const limit = createHandshakeLimit()
    for (let at = 0; at < 300; at++) {
      const socket = from('192.0.2.1')
      expect(limit.begin(socket)).to.equal(true)
      if (at % 2) socket.destroy()
      else limit.end(socket)
    }
    limit.close()
  })
})

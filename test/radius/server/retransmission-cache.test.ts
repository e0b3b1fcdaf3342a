import { expect } from 'chai'
import { Code, Packet } from '../../../radius/index.ts'
import { RetransmissionCache } from '../../../radius/server/retransmission-cache.ts'

const request = (octet: number, code: number = Code.AccessRequest): Packet =>
  new Packet(code, 1, Buffer.alloc(16, octet))
const a = { address: '192.0.2.1', port: 1024 }
const b = { address: '192.0.2.1', port: 1025 }
const answer = Buffer.from('reply')

describe('the retransmission cache', () => {
  it('knows a request again by its authenticator and code', () => {
    const cache = new RetransmissionCache({ lifetimeMs: 10_000, limit: 10 })
    const entry = cache.add(a, request(1), 0)
    expect(cache.find(a, request(1), 5)).to.equal(entry)
    expect(cache.find(a, request(2), 5)).to.equal(undefined)
    expect(cache.find(a, request(1, Code.StatusServer), 5)).to.equal(undefined)
    expect(cache.find(b, request(1), 5)).to.equal(undefined)
  })

  it('keeps a reply for its time, counted from the reply, and no longer', () => {
    const cache = new RetransmissionCache({ lifetimeMs: 10_000, limit: 10 })
    const entry = cache.add(a, request(1), 0)
    cache.storeReply(entry, answer, 4_000)
    expect(cache.replyOf(cache.find(a, request(1), 13_999)!)).to.deep.equal(answer)
    expect(cache.find(a, request(1), 14_000)).to.equal(undefined)
    cache.add(b, request(1), 14_000)
    expect(cache.size).to.equal(1)
  })

  it('never keeps more than its limit: the oldest goes', () => {
    const cache = new RetransmissionCache({ lifetimeMs: 10_000, limit: 3 })
    for (const port of [1, 2, 3, 4, 5]) cache.add({ ...a, port }, request(1), 0)
    expect(cache.size).to.equal(3)
    expect(cache.find({ ...a, port: 2 }, request(1), 0)).to.equal(undefined)
    expect(cache.find({ ...a, port: 3 }, request(1), 0)).to.not.equal(undefined)
  })

  it('lets a new request take the place of an old one, whose reply nobody waits for', () => {
    const cache = new RetransmissionCache({ lifetimeMs: 10_000, limit: 10 })
    const old = cache.add(a, request(1), 0)
    const latest = cache.add(a, request(2), 1)
    expect(old.superseded).to.equal(true)
    expect(latest.superseded).to.equal(false)
    cache.remove(old)
    expect(cache.find(a, request(2), 2)).to.equal(latest)
    cache.remove(latest)
    expect(cache.find(a, request(2), 2)).to.equal(undefined)
  })
})

import { expect } from 'chai'
import { Code, Packet } from '../../../radius/index.ts'
import { createDuplicateCache } from '../../../radius/server/retransmission-cache.ts'

const request = (octet: number, code: number = Code.AccessRequest): Packet =>
  new Packet(code, 1, Buffer.alloc(16, octet))
const a = { address: '192.0.2.1', port: 1024 }
const b = { address: '192.0.2.1', port: 1025 }
const answer = Buffer.from('reply')

describe('the cache of duplicates', () => {
  it('knows a request again by its authenticator and code', () => {
    const cache = createDuplicateCache({ holdMs: 10_000, limit: 10 })
    const exchange = cache.begin(a, request(1), 0)
    expect(cache.find(a, request(1), 5)).to.equal(exchange)
    expect(cache.find(a, request(2), 5)).to.equal(undefined)
    expect(cache.find(a, request(1, Code.StatusServer), 5)).to.equal(undefined)
    expect(cache.find(b, request(1), 5)).to.equal(undefined)
  })

  it('keeps a reply for its time, counted from the reply, and no longer', () => {
    const cache = createDuplicateCache({ holdMs: 10_000, limit: 10 })
    const exchange = cache.begin(a, request(1), 0)
    cache.answer(exchange, answer, 4_000)
    expect(cache.replyOf(cache.find(a, request(1), 13_999)!)).to.deep.equal(answer)
    expect(cache.find(a, request(1), 14_000)).to.equal(undefined)
    cache.begin(b, request(1), 14_000)
    expect(cache.size).to.equal(1)
  })

  it('never holds more than its limit: the oldest goes', () => {
    const cache = createDuplicateCache({ holdMs: 10_000, limit: 3 })
    for (const port of [1, 2, 3, 4, 5]) cache.begin({ ...a, port }, request(1), 0)
    expect(cache.size).to.equal(3)
    expect(cache.find({ ...a, port: 2 }, request(1), 0)).to.equal(undefined)
    expect(cache.find({ ...a, port: 3 }, request(1), 0)).to.not.equal(undefined)
  })

  it('lets a new request take the place of an old one, whose reply nobody waits for', () => {
    const cache = createDuplicateCache({ holdMs: 10_000, limit: 10 })
    const old = cache.begin(a, request(1), 0)
    const latest = cache.begin(a, request(2), 1)
    expect(old.replaced).to.equal(true)
    expect(latest.replaced).to.equal(false)
    cache.forget(old)
    expect(cache.find(a, request(2), 2)).to.equal(latest)
    cache.forget(latest)
    expect(cache.find(a, request(2), 2)).to.equal(undefined)
  })
})

import { Agent, request } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import { expect } from 'chai'
import { chilliUrl, createPerson, formTo, routerUrl } from '../server/portal/person.ts'
import { eventually } from '../support/eventually.ts'
import { calmly, type FloodedCity, heldBy, isAsBefore, serveVisitors, startFloodedCity } from './flooded-city.ts'
import { openSlowly, upgradeRequest } from './slow-connections.ts'

const KEPT = 0.8
/** Behind it live honest residents and others. */
const NAT = '203.0.113.9'

describe('the portal under a flood', () => {
  let city: FloodedCity
  before(async () => {
    city = await startFloodedCity()
    await serveVisitors(city)
  })
  after(() => city?.close())

  const calm = calmly(() => serveVisitors(city))
  const redirect = (number: number) =>
    chilliUrl(city.origin, { nasid: 'bench', mac: `0A-00-00-00-03-${number.toString(16).padStart(2, '0')}` })

  /** Asks for a page so often, from each of the addresses in turn. @returns how often each status came */
  const ask = async (path: string, times: number, addresses: string[]): Promise<Map<number, number>> => {
    const agent = new Agent({ keepAlive: true, maxSockets: 16 })
    const statuses = new Map<number, number>()
    const one = (number: number) =>
      new Promise<void>((resolve) => {
        const headers = { 'x-forwarded-for': addresses[number % addresses.length]! }
        const asked = request(new URL(path, city.origin), { agent, headers }, (response) => {
          const status = response.statusCode ?? 0
          statuses.set(status, (statuses.get(status) ?? 0) + 1)
          response.resume().once('close', resolve)
        })
        asked.once('error', () => resolve())
        asked.end()
      })
    const asked: Promise<void>[] = []
    for (let number = 0; number < times; number += 1) {
      asked.push(one(number))
      if (number % 4 === 3) await pause(10)
    }
    await Promise.all(asked)
    agent.destroy()
    return statuses
  }

  it('of requests without a cookie leaves residents with proof their rate, behind the same address', async () => {
    const undisturbed = await calm()
    const before = await heldBy(city)
    const [statuses, share] = await Promise.all([ask('/portal', 1_500, [NAT]), serveVisitors(city, { address: NAT })])
    expect(statuses.get(429), 'the flood was refused').to.be.greaterThan(500)
    expect(share / undisturbed, `${share}, ${undisturbed} without`).to.be.at.least(KEPT)
    await isAsBefore(city, before)
  })

  it('of posts in the name of another’s device leaves that device its way', async () => {
    const attacker = createPerson()
    const page = await attacker.get(routerUrl(city.origin))
    let last = page
    for (let sent = 0; sent < 25; sent += 1) last = await attacker.submit(page)
    expect(last.status).to.equal(429)
    const victim = createPerson()
    const login = await victim.submit(await victim.get(routerUrl(city.origin)))
    expect(login.html).to.include('type="password"')
  })

  it('of problems made on purpose leaves help codes to residents with proof, and fills no table', async () => {
    const undisturbed = await calm()
    const before = await heldBy(city)
    const forged = redirect(0).slice(city.origin.length, -1)
    const addresses = Array.from({ length: 40 }, (_, number) => `198.51.100.${number}`)
    const [, share] = await Promise.all([ask(forged, 1_500, addresses), serveVisitors(city)])
    expect(share / undisturbed, `${share}, ${undisturbed} without`).to.be.at.least(KEPT)
    for (let number = 1; number <= 5; number += 1) {
      const person = createPerson()
      await person.get(redirect(number))
      const help = await person.get(`${city.origin}/portal/help`)
      const told = await person.submit(help, {}, formTo(help, '/portal/help/code'))
      expect(told.html, String(number)).to.match(/[2-9A-Z]{4}-[2-9A-Z]{4}/)
    }
    const cases = await city.db.query.selectFrom('help_cases').select('id').execute()
    // Of all who prove nothing 600 a minute, in the two minutes at most that this takes.
    expect(cases.length).to.be.within(500, 1_300)
    await isAsBefore(city, before)
  })

  it('of slow headers, slow forms, silence and WebSockets keeps nobody out, and none of them is kept', async () => {
    const undisturbed = await calm()
    const before = await heldBy(city)
    const port = Number(new URL(city.origin).port)
    const host = `Host: ${new URL(city.origin).host}\r\n`
    const form = `POST /portal/sign-in HTTP/1.1\r\n${host}Content-Type: application/x-www-form-urlencoded\r\n`
    const all = await Promise.all([
      openSlowly(port, { count: 100 }),
      openSlowly(port, { count: 300, first: `GET /portal HTTP/1.1\r\n${host}`, morsel: () => 'X-A: b\r\n' }),
      openSlowly(port, { count: 100, first: `${form}Content-Length: 1000\r\n\r\n`, morsel: () => 'a' }),
      openSlowly(port, { count: 100, first: upgradeRequest(city.origin) }),
    ])
    try {
      const share = await serveVisitors(city)
      expect(share / undisturbed, `${share}, ${undisturbed} without`).to.be.at.least(KEPT)
      await eventually(() => all.every((slow) => slow.closedByServer() === slow.opened)).catch(() => {
        const left = all.map((slow) => slow.opened - slow.closedByServer())
        throw new Error(`still open: ${left[0]} silent, ${left[1]} headers, ${left[2]} forms, ${left[3]} WebSockets`)
      })
      await isAsBefore(city, before)
    } finally {
      for (const slow of all) slow.close()
    }
  })
})

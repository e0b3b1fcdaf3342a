import { expect } from 'chai'
import { startTestPortal, type TestPortal } from './harness.ts'
import { chilliUrl, createPerson, formTo, routerUrl } from './person.ts'

const STEPS = 20
const REQUESTS = 50

describe('limits of the portal, which are no weapon', () => {
  let portal: TestPortal
  beforeEach(async () => {
    const settings = { PLAZA_ADDRESS_REQUESTS_PER_MINUTE: String(REQUESTS) }
    portal = await startTestPortal({ settings })
  })
  afterEach(() => portal.close())

  const mac = (number: number) => `0A-00-00-00-02-${number.toString(16).padStart(2, '0')}`
  const unproven = async (path = '/portal') => (await fetch(portal.origin + path, { redirect: 'manual' })).status
  const useUpAddress = async () => {
    for (let sent = 0; sent < REQUESTS; sent++) await unproven()
    expect(await unproven(), 'of those who prove nothing').to.equal(429)
  }

  it('lock nobody out whose device another browser names, there or elsewhere', async () => {
    const attacker = createPerson()
    const page = await attacker.get(routerUrl(portal.origin))
    let last = page
    for (let sent = 0; sent <= STEPS; sent++) last = await attacker.submit(page)
    expect(last.status).to.equal(429)
    const victim = createPerson()
    expect((await victim.submit(await victim.get(routerUrl(portal.origin)))).status).to.equal(200)
    const elsewhere = await victim.get(chilliUrl(portal.origin, { mac: '0A-00-00-00-00-08' }))
    expect((await victim.submit(elsewhere)).status).to.equal(200)
  })

  it('hold a device that its gateway signed for to its steps, whatever it does with its cookies', async () => {
    const statuses: number[] = []
    for (let sent = 0; sent <= STEPS; sent++) {
      const fresh = createPerson()
      statuses.push((await fresh.submit(await fresh.get(chilliUrl(portal.origin)))).status)
    }
    expect(statuses).to.deep.equal([...Array(STEPS).fill(200), 429])
  })

  it('shut out no neighbour with a signed redirect or a cookie, whoever uses up the address', async () => {
    const before = createPerson()
    const open = await before.get(routerUrl(portal.origin))
    await useUpAddress()
    expect((await before.submit(open)).status, 'a cookie').to.equal(200)
    const neighbour = createPerson()
    const welcome = await neighbour.get(chilliUrl(portal.origin))
    expect(welcome.status, 'a signed redirect').to.equal(200)
    expect((await neighbour.submit(welcome)).status).to.equal(200)
    const forged = chilliUrl(portal.origin).replace(/.$/, (last) => (last === '0' ? '1' : '0'))
    expect((await createPerson().get(forged)).status, 'a signature that does not hold').to.equal(429)
  })

  it('take any number of sign-ins from one address', async () => {
    for (let number = 0; number < REQUESTS + 10; number++) {
      const person = createPerson()
      const login = await person.submit(await person.get(chilliUrl(portal.origin, { mac: mac(number) })))
      expect(login.html, String(number)).to.include('type="password"')
    }
  })

  it('count what is refused to whom it is refused, once', async () => {
    const person = createPerson()
    const page = await person.get(chilliUrl(portal.origin))
    for (let sent = 0; sent < 3 * STEPS; sent++) await person.submit(page)
    for (let sent = 0; sent < REQUESTS; sent++) expect(await unproven(), String(sent)).to.equal(400)
  })

  it('leave codes of help to who proves who asks, however many others make problems', async () => {
    const cases = async () => (await portal.db.query.selectFrom('help_cases').select('id').execute()).length
    const forged = chilliUrl(portal.origin).slice(portal.origin.length, -1)
    for (let sent = 0; sent < REQUESTS; sent++) await unproven(forged)
    const made = await cases()
    expect(made, 'of one address').to.equal(30)
    for (let number = 0; number < 8; number++) {
      const person = createPerson()
      await person.get(chilliUrl(portal.origin, { mac: mac(number) }))
      const help = await person.get(`${portal.origin}/portal/help`)
      const told = await person.submit(help, {}, formTo(help, '/portal/help/code'))
      expect(told.html, String(number)).to.match(/[2-9A-Z]{4}-[2-9A-Z]{4}/)
    }
    const one = createPerson()
    await one.get(chilliUrl(portal.origin, { mac: mac(99) }))
    for (let tries = 0; tries < 10; tries++) await one.get(`${portal.origin}/portal/callback?code=a&state=b`)
    expect(await cases(), 'nor does one device make many').to.equal(made + 8 + 5)
  })
})

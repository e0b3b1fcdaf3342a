import { request as httpRequest } from 'node:http'
import { expect } from 'chai'
import * as client from 'openid-client'
import { accountOf, demoAccounts, simulatedAccount } from '../../scripts/demo/accounts.ts'
import { rememberAccounts } from '../../scripts/demo/city-key/account-memory.ts'
import { memoryAdapter } from '../../scripts/demo/city-key/memory-adapter.ts'
import { type DemoCityKey, startDemoCityKey } from '../../scripts/demo/city-key.ts'
import { startCityKey } from '../../scripts/demo/index.ts'
import { createCityKey } from '../../server/city-key/city-key.ts'
import type { CityKey } from '../../server/city-key/provider.ts'
import { silentLog } from '../../server/log.ts'
import { createPerson, type Person } from '../server/portal/person.ts'
import { freePort } from '../support/plaza.ts'

const PLAZA = 'http://plaza.test:8080'
const CALLBACK = `${PLAZA}/portal/callback`

describe('the demo City Key', () => {
  let demo: DemoCityKey
  let key: CityKey
  before(async () => {
    const redirectUris = [CALLBACK, `${PLAZA}/staff/callback`]
    demo = await startDemoCityKey({ host: '127.0.0.1', port: 0, redirectUris, accountOf, log: silentLog })
    key = createCityKey(demo)
  })
  after(() => demo.close())

  const somebody = () => createPerson('es-MX', [PLAZA])
  const begin = (locale = 'es') => key.begin({ redirectUri: CALLBACK, locale })
  const atConsent = async (person: Person, username: string, password: string) => {
    const { url, checks } = await begin()
    return { checks, page: await person.submit(await person.get(url), { username, password }) }
  }

  it('tells of a resident who signs in and agrees: number, locale, level', async () => {
    const person = somebody()
    const { checks, page } = await atConsent(person, 'Grace ', 'bluebird-92')
    expect(page.html).to.include('un número que te distingue').and.include('No recibe tu nombre')
    const { leftTo } = await person.submit(page)
    expect((await key.complete(leftTo!, checks)).identity).to.deep.equal({
      issuer: demo.issuer,
      subject: 'demo-grace',
      locale: 'en',
      verificationLevel: '1',
    })
  })

  it('asks neither for a password nor for consent again while the same browser is signed in', async () => {
    const person = somebody()
    const { page } = await atConsent(person, 'lucia', 'jacaranda-27')
    await person.submit(page)
    const { url, checks } = await begin()
    expect((await key.complete((await person.get(url)).leftTo!, checks)).identity.subject).to.equal('demo-lucia')
    const asked = await key.begin({ redirectUri: CALLBACK, fresh: true })
    expect((await person.get(asked.url)).html, 'unless Plaza wants it').to.include('type="password"')
  })

  it('speaks English when asked to, with its login and consent pages in one style without script', async () => {
    const { url } = await begin('en')
    const page = await somebody().get(url)
    expect(page.html).to.include('<html lang="en"').and.include('City Key').and.not.include('<script')
    expect(page.headers.get('content-security-policy')).to.include("default-src 'none'")
    const css = await fetch(`${demo.issuer}/city-key.css`)
    expect(css.headers.get('content-type')).to.include('text/css')
  })

  it('comes back with access_denied from either page when the resident refuses', async () => {
    const person = somebody()
    const { url, checks } = await begin()
    const cancelled = await person.submit(await person.get(url), {}, 1)
    expect(cancelled.leftTo?.searchParams.get('error')).to.equal('access_denied')
    expect(cancelled.leftTo?.searchParams.get('state')).to.equal(checks.state)
    const other = somebody()
    const { page } = await atConsent(other, 'mateo', 'organillo-41')
    expect((await other.submit(page, {}, 1)).leftTo?.searchParams.get('error')).to.equal('access_denied')
  })

  it('lets nobody in with a wrong password, an unknown name, or nothing, and says the same of each', async () => {
    const person = somebody()
    let page = await person.get((await begin()).url)
    for (const [username, password] of [
      ['lucia', 'jacaranda-28'],
      ['nobody', 'x'],
      ['nobody', ''],
      ['', ''],
      ['<b>"lucia"', 'x'],
    ]) {
      page = await person.submit(page, { username: username!, password: password! })
      expect(page.status).to.equal(401)
      expect(page.html).to.include('no coinciden').and.not.include('<b>"')
    }
  })

  it('requires PKCE', async () => {
    const { url } = await begin()
    url.searchParams.delete('code_challenge')
    url.searchParams.delete('code_challenge_method')
    const { leftTo } = await somebody().get(url)
    expect(leftTo?.searchParams.get('error')).to.equal('invalid_request')
  })

  it('gives nothing for a code with another verifier, nor for a code used before', async () => {
    const person = somebody()
    const { checks, page } = await atConsent(person, 'xochitl', 'trajinera-58')
    const { leftTo } = await person.submit(page)
    const kindOf = (attempt: Promise<unknown>) =>
      attempt.then(
        () => 'told',
        (error: { kind: string }) => error.kind,
      )
    const codeVerifier = client.randomPKCECodeVerifier()
    expect(await kindOf(key.complete(leftTo!, { ...checks, codeVerifier }))).to.equal('invalid')

    const again = await key.begin({ redirectUri: CALLBACK })
    const answer = (await person.get(again.url)).leftTo!
    expect(await kindOf(key.complete(answer, again.checks))).to.equal('told')
    expect(await kindOf(key.complete(answer, again.checks))).to.equal('invalid')
  })

  it('leads nowhere that was not registered', async () => {
    for (const redirectUri of [
      'http://evil.example/',
      `${CALLBACK}/x`,
      `${CALLBACK}?x=1`,
      'http://plaza.test/portal/callback',
    ]) {
      const { url } = await key.begin({ redirectUri })
      const page = await somebody().get(url)
      expect(page.status, redirectUri).to.equal(400)
      expect(page.leftTo).to.equal(undefined)
      expect(page.html).to.include('Esta página ya no sirve')
    }
  })

  it('says on a page that was opened too late, or twice, what to do', async () => {
    const person = somebody()
    const { page } = await atConsent(person, 'ramon', 'ahuehuete-63')
    await person.submit(page)
    const late = await person.submit(page)
    expect(late.status).to.equal(400)
    expect(late.html).to.include('Vuelve a la página del wifi')
    expect((await somebody().get(`${demo.issuer}/interaction/unknown`)).status).to.equal(400)
  })

  it('answers on loopback names only', async () => {
    const statusFor = (host: string) =>
      new Promise((resolve, reject) => {
        const path = '/.well-known/openid-configuration'
        const options = { host: '127.0.0.1', port: demo.port, path, headers: { host } }
        httpRequest(options, (answer) => resolve(answer.resume().statusCode))
          .on('error', reject)
          .end()
      })
    for (const host of ['localhost', `localhost:${demo.port}`, '127.0.0.1', '127.0.0.2:1', '[::1]:9']) {
      expect(await statusFor(host), host).to.equal(200)
    }
    for (const host of [
      'evil.example',
      'localhost.evil.example',
      '127.0.0.1.evil.example',
      '10.0.0.1',
      '0x7f.1',
      'localhost:80@evil.example',
    ]) {
      expect(await statusFor(host), host).to.equal(421)
    }
  })

  it('says which port is taken', async () => {
    const taken = startDemoCityKey({
      host: '127.0.0.1',
      port: demo.port,
      redirectUris: [CALLBACK],
      accountOf,
      log: silentLog,
    })
    expect(await taken.catch((error: { code: string }) => error.code)).to.equal('EADDRINUSE')
  })

  it('keeps so many entries and no more, the latest, until they expire', async () => {
    let now = 1_000_000
    const store = memoryAdapter(() => now, 3)('Session')
    for (const id of ['a', 'b', 'c', 'd']) await store.upsert(id, { uid: `u-${id}`, grantId: 'g' }, 60)
    expect(await store.find('a')).to.equal(undefined)
    expect(await store.find('b')).to.include({ uid: 'u-b' })
    expect(await store.findByUid('u-d')).to.include({ uid: 'u-d' })
    await store.consume('b')
    expect(await store.find('b')).to.include({ consumed: 1000 })
    await store.revokeByGrantId('g')
    expect(await store.find('d')).to.equal(undefined)
    await store.upsert('e', {}, 60)
    now += 60_001
    expect(await store.find('e')).to.equal(undefined)
    expect(await store.findByUid('u-e')).to.equal(undefined)
  })

  it('remembers the last 5,000 who signed in, each once', () => {
    const accounts = rememberAccounts(accountOf)
    for (let number = 0; number < 5001; number++) {
      const { username, password, subject } = simulatedAccount(number)
      accounts.signIn(username, password)
      accounts.rememberGrant(subject, `g-${number}`)
    }
    expect(accounts.bySubject('demo-sim-0')).to.equal(undefined)
    expect(accounts.grantOf('demo-sim-1')).to.equal('g-1')
    accounts.signIn('sim-1', simulatedAccount(1).password)
    accounts.signIn('lucia', 'jacaranda-27')
    expect(accounts.grantOf('demo-sim-1'), 'the one longest away went').to.equal('g-1')
    expect(accounts.grantOf('demo-sim-2')).to.equal(undefined)
  })

  it('has nine accounts to show, told apart by name and number, and simulated residents by rule', () => {
    expect(demoAccounts).to.have.length(9)
    for (const field of ['username', 'subject', 'password'] as const) {
      expect(new Set(demoAccounts.map((account) => account[field])).size).to.equal(9)
    }
    expect(accountOf('sim-59999')).to.deep.equal(simulatedAccount(59_999))
    for (const username of ['sim-', 'sim-01', 'sim-60001', 'sim--1', 'sim-1 ', 'nobody', '__proto__']) {
      expect(accountOf(username), username).to.equal(undefined)
    }
  })

  it('of the demo city answers on this machine only, whatever name is asked for', async () => {
    const port = await freePort('tcp')
    const issuer = `http://localhost:${port}`
    const own = await startCityKey({ port, issuer, redirectUris: [CALLBACK], log: silentLog })
    const status = (host: string) =>
      new Promise<number | string | undefined>((resolve) => {
        const asked = httpRequest({
          host,
          port,
          path: '/.well-known/openid-configuration',
          headers: { host: 'localhost' },
        })
        asked.once('response', (response) => resolve(response.resume().statusCode))
        asked.once('error', (error: NodeJS.ErrnoException) => resolve(error.code))
        asked.end()
      })
    try {
      expect(await status('127.0.0.1')).to.equal(200)
      // Of another interface, as far as listening goes.
      expect(await status('127.0.0.2')).to.equal('ECONNREFUSED')
    } finally {
      await own.close()
    }
  })
})

import { expect } from 'chai'
import { keepSignInHosts, type SignInHosts } from '../../../server/city-key/sign-in-hosts.ts'
import { readConfig } from '../../../server/config/index.ts'
import { eventually } from '../../support/eventually.ts'

const config = readConfig({
  ...{ PLAZA_DEMO: '1', PLAZA_PUBLIC_URL: 'https://wifi.example', CITY_KEY_ISSUER: 'https://key.example' },
})
const told = [
  { host: 'wifi.example', port: 443 },
  { host: 'login.key.example', port: 443 },
]

describe('the hosts of a sign-in, kept', () => {
  let answer: (hosts: SignInHosts) => void
  let asked = 0
  const ask = () => {
    asked++
    return new Promise<SignInHosts>((resolve) => {
      answer = resolve
    })
  }

  it('have those with them where an account is got and verified, and where one is helped', () => {
    const further = {
      ...{ CITY_KEY_SIGN_UP_URL: 'https://new.example/a', CITY_KEY_VERIFY_URL: 'https://verify.example/b' },
      PLAZA_HELP_CHAT: 'https://help.example:8443/c',
    }
    const set = readConfig({ PLAZA_DEMO: '1', PLAZA_PUBLIC_URL: 'https://wifi.example', ...further })
    const { hosts } = keepSignInHosts(set, () => new Promise(() => {}))()
    expect(hosts.slice(2)).to.deep.equal([
      { host: 'new.example', port: 443 },
      { host: 'verify.example', port: 443 },
      { host: 'help.example', port: 8443 },
    ])
  })

  it('are told at once, and asked for meanwhile', async () => {
    let now = 0
    const hosts = keepSignInHosts(config, ask, () => now)
    expect(hosts().known).to.equal('asking')
    expect(hosts().hosts.map(({ host }) => host)).to.include('wifi.example')
    expect(asked).to.equal(1)
    answer({ hosts: told, known: 'sure' })
    await eventually(() => hosts().known === 'sure')
    expect(hosts().hosts).to.deep.equal(told)
    now += 601_000
    expect(hosts(), 'old, while it is asked anew').to.deep.equal({ hosts: told, known: 'sure' })
    expect(asked).to.equal(2)
    answer({ hosts: [], known: 'unsure' })
    await new Promise(setImmediate)
    expect(hosts().hosts, 'no answer takes nothing away').to.deep.equal(told)
  })

  it('of a City Key that does not answer are asked for again, not at every look', async () => {
    asked = 0
    let now = 0
    const hosts = keepSignInHosts(config, ask, () => now)
    expect(hosts().known).to.equal('asking')
    answer({ hosts: told.slice(0, 1), known: 'unsure' })
    await eventually(() => hosts().known === 'unsure')
    expect(asked).to.equal(1)
    now += 11_000
    expect(hosts().known).to.equal('asking')
    expect(asked).to.equal(2)
  })
})

import { mock } from 'node:test'
import { expect } from 'chai'
import { Agent } from '../../../../server/health/snmp/agent.ts'
import { NoAnswer } from '../../../../server/health/snmp/client.ts'
import type { Asked, Exchange, Tries } from '../../../../server/health/snmp/exchange.ts'
import { get } from '../../../../server/health/snmp/get.ts'
import type { Names } from '../../../../server/health/snmp/names.ts'

const OIDS = [1, 2, 3, 4].map((number) => `1.3.6.1.4.1.1.${number}.0`)
const timing = { timeoutMs: 500, retries: 1 }
const names: Names = { endpoints: (_, port) => [{ family: 4, address: '192.0.2.1', port }] }
const turn = () => new Promise((resolve) => setImmediate(resolve))

describe('a slow agent that falls silent', () => {
  let asked: Array<{ tries: Tries; begunAt: number; lose(): void }>
  let agent: Agent
  let now: number
  beforeEach(() => {
    mock.timers.enable({ apis: ['setTimeout'] })
    ;[asked, now] = [[], 0]
    const exchange: Exchange = {
      ask: <Answer>({ tries, again }: Asked<Answer>) =>
        new Promise<Answer>((_, reject) => {
          if (tries.sends > 1) setTimeout(() => again?.(), tries.againMs)
          asked.push({ tries, begunAt: now, lose: () => reject(new NoAnswer('no answer', 'silent')) })
        }),
      waiting: () => 0,
      isBehind: () => false,
      close: async () => {},
    }
    const credential = { version: '2c', community: 'c' } as const
    agent = new Agent({ host: '192.0.2.1', port: 161, credential }, exchange, names, 0)
    agent.delayMs = 1500
  })
  afterEach(() => mock.timers.reset())

  const pass = async (ms: number) => {
    now += ms
    mock.timers.tick(ms)
    await turn()
  }
  const lostGet = async () => {
    const outcome = get(agent, OIDS, timing).catch((error) => error)
    await turn()
    return outcome
  }

  it('is given up when its request is, whatever else it is asked beside that', async () => {
    const outcome = lostGet()
    await turn()
    const [large] = asked
    const givenUpAt = large!.tries.giveUpMs
    expect(givenUpAt, 'the time that it takes besides').to.equal(2500)
    await pass(large!.tries.againMs)
    expect(asked).to.have.length(2)
    const [, small] = asked
    expect(small!.begunAt + small!.tries.giveUpMs).to.equal(givenUpAt)
    for (const each of asked) each.lose()
    expect(await outcome).to.be.instanceOf(NoAnswer)
  })

  it('is asked the smallest question at once at the next try, so that it has time to answer it', async () => {
    const first = lostGet()
    await turn()
    asked[0]!.lose()
    await first
    asked = []
    const second = lostGet()
    await turn()
    expect(asked.map(({ tries }) => tries.giveUpMs)).to.deep.equal([2500, 2500])
    for (const each of asked) each.lose()
    expect(await second).to.be.instanceOf(NoAnswer)
  })
})

import { expect } from 'chai'
import { Conversations, type OpenConversation } from '../../../radius/eap/conversations.ts'

describe('the table of open conversations', () => {
  let closed: string[]
  let timeouts: number
  let evicted: number

  beforeEach(() => {
    closed = []
    timeouts = 0
    evicted = 0
  })

  const create = (limits: { conversations?: number; perClient?: number; perStation?: number }) =>
    new Conversations<OpenConversation>(
      { conversations: 100, perClient: 100, perStation: 100, idleMs: 1000, ...limits },
      () => {
        timeouts += 1
      },
      () => {
        evicted += 1
      },
    )

  const conversation = (key: string, client: string, station: string | undefined, at = 0): OpenConversation => ({
    key,
    client,
    station,
    rounds: 1,
    lastHeardAt: at,
    close: () => closed.push(key),
  })

  it('drops who has been silent for too long, and closes it', () => {
    const table = create({})
    const talking = conversation('talking', 'g', 'a')
    table.add(conversation('silent', 'g', 'b'))
    table.add(talking)
    table.touch(talking, 900)
    table.removeIdle(1500)
    expect(closed).to.deep.equal(['silent'])
    expect(timeouts).to.equal(1)
    expect(table.find('talking')).to.equal(talking)
  })

  it('lets a device that floods push out only its own', () => {
    const table = create({ perStation: 2 })
    table.add(conversation('neighbour', 'g', 'quiet'))
    for (let index = 0; index < 10; index += 1) table.add(conversation(`flood ${index}`, 'g', 'loud'))
    expect(table.size).to.equal(3)
    expect(evicted).to.equal(8)
    expect(table.find('neighbour')).to.not.equal(undefined)
    expect(table.find('flood 9')).to.not.equal(undefined)
  })

  it('lets starts under ever new addresses push out other starts, but nobody who is further', () => {
    const table = create({ perClient: 5 })
    const further = conversation('further', 'g', 'honest')
    table.add(further)
    table.touch(further, 1)
    for (let index = 0; index < 50; index += 1) table.add(conversation(`flood ${index}`, 'g', `mac ${index}`))
    expect(table.size).to.equal(5)
    expect(table.find('further')).to.equal(further)
  })

  it('lets a gateway that floods push out its own before those of others', () => {
    const table = create({ conversations: 10 })
    table.add(conversation('other', 'quiet gateway', 'a'))
    for (let index = 0; index < 50; index += 1)
      table.add(conversation(`flood ${index}`, 'loud gateway', `mac ${index}`))
    expect(table.size).to.equal(10)
    expect(table.find('other')).to.not.equal(undefined)
  })

  it('does not take devices without an address for one device', () => {
    const table = create({ perStation: 1 })
    table.add(conversation('a', 'g', undefined))
    table.add(conversation('b', 'g', undefined))
    expect(table.size).to.equal(2)
  })
})

import { expect } from 'chai'
import { block } from '../docs/markdown.ts'
import { openPlace, type Place } from '../docs/place.ts'
import { ownSettings, type PlazaProcess, runPlaza } from '../support/plaza.ts'

describe('the start that the README gives a city', () => {
  let place: Place
  let running: PlazaProcess[] = []
  before(async () => {
    place = await openPlace()
  })
  after(async () => {
    for (const { child } of running) child.kill('SIGTERM')
    await Promise.all(running.map(({ ended }) => ended))
    await place?.close()
  })

  it('starts Plaza with its settings in one process, and apart beside it', async () => {
    const commands = block('README.md', 'sh', 'A city for real', 'npx plaza start').trim().split('\n')
    const start = async (command: string) =>
      runPlaza(command.split(' ').slice(2), { ...place.settings, ...(await ownSettings(place.folder)) })
    running = await Promise.all(commands.map(start))
    await Promise.all(running.map(({ printed }) => printed(/Ctrl-C stops everything/)))
    const roles = running.map((plaza) => /Ciudad Ejemplo: (.*) \(started/.exec(plaza.output())?.[1])
    expect(roles).to.deep.equal(['web, radius, poller', 'web', 'radius', 'poller'])
  })
})

import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { runMocha, secondAttempt } from '../../scripts/attempts.ts'

/** Fails the first time, leaving a device online; as the whole way does in Chromium, it fails too where one is online. */
const LEAVES_DEVICE_ONLINE = `
  const { existsSync, writeFileSync } = require('node:fs')
  let online
  before(() => { online = 0 })
  it('brings a device online', () => {
    if (++online > 1) throw new Error('it was online already')
    if (existsSync(__filename + '.tried')) return
    writeFileSync(__filename + '.tried', '')
    throw new Error('the machine was too busy')
  })`
const PASSES = `it('is right', () => {})`
const FAILS = `it('is wrong', () => { throw new Error('as ever') })`
const NEVER_BEGINS = `describe('peerless', () => { before(() => { throw new Error('there is no such peer') }); ${PASSES} })`
const DIES = `it('takes all down', () => process.exit(3))`

describe('a second attempt', () => {
  let dir: string
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'plaza-attempts-'))
  })
  afterEach(() => rm(dir, { recursive: true, force: true }))

  /** Runs the tests, of which those named as peers may have a second attempt. */
  const attempt = async (tests: Record<string, string>) => {
    const files = Object.keys(tests).map((name) => join(dir, `${name}.test.js`))
    await Promise.all(Object.values(tests).map((text, index) => writeFile(files[index]!, text)))
    const said: string[] = []
    const mayHaveOne = (file: string) => file.includes('peer')
    const code = await secondAttempt([await runMocha(files, 'pipe')], mayHaveOne, (text) => said.push(text))
    return { code, said: said.join('\n') }
  }

  it('is given in a clean state, and says why the first failed', async () => {
    const { code, said } = await attempt({ peer: LEAVES_DEVICE_ONLINE, another: PASSES })
    expect(code, said).to.equal(0)
    expect(said).to.include('Passed at the second attempt only').and.to.include('Error: the machine was too busy')
    expect(said).to.include('1 passing')
  })

  it('is not needed where all pass', async () => {
    expect(await attempt({ peer: PASSES })).to.deep.equal({ code: 0, said: '' })
  })

  it('is never given to another test, beside which a peer’s is not tried again either', async () => {
    const alone = await attempt({ unit: LEAVES_DEVICE_ONLINE })
    expect(alone.code).to.equal(1)
    expect(alone.said, 'told where the output ends').to.include('Error: the machine was too busy')
    expect(alone.said).to.not.include('second attempt')
    const both = await attempt({ peer: LEAVES_DEVICE_ONLINE, unit: FAILS })
    expect(both.code).to.equal(2)
    expect(both.said)
      .to.include('as ever')
      .and.to.include('the machine was too busy')
      .and.to.not.include('second attempt')
  })

  it('fails where it fails again, also in a hook', async () => {
    const { code, said } = await attempt({ peer: FAILS, peerless: NEVER_BEGINS })
    expect(code).to.equal(2)
    expect(said).to.include('At the first attempt').and.to.include('there is no such peer')
  })

  it('is not given where mocha could not end', async () => {
    expect(await attempt({ peer: DIES })).to.deep.equal({ code: 3, said: '' })
  })
})

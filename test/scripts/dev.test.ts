import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'chai'
import { temporaryFolder } from '../../scripts/temporary-folder.ts'
import { packageRoot } from '../../server/package-root.ts'
import { ownSettings } from '../support/plaza.ts'

describe('npm run dev', () => {
  let dir: string
  before(async () => {
    dir = await temporaryFolder('plaza-dev-')
  })
  after(() => rm(dir, { recursive: true, force: true }))

  it('has the dashboard from its sources and all of Plaza at one address, and ends on Ctrl-C', async () => {
    const settings = await ownSettings(join(dir, 'data'))
    const dev = spawn(process.execPath, ['--import', 'tsx', 'scripts/dev.ts'], {
      cwd: packageRoot,
      env: { PATH: process.env.PATH, HOME: dir, ...settings },
    })
    const ended = once(dev, 'exit')
    try {
      let output = ''
      await new Promise<void>((resolve, reject) => {
        for (const stream of [dev.stdout, dev.stderr]) {
          stream.setEncoding('utf8').on('data', (text: string) => {
            output += text
            if (output.includes('Ctrl-C stops everything')) resolve()
          })
        }
        dev.once('exit', () => reject(new Error(output)))
      })
      const origin = `http://localhost:${settings.PLAZA_HTTP_PORT}`
      expect(output).to.include(`${origin}/dashboard/`)
      const text = async (path: string) => (await fetch(origin + path)).text()
      expect(await text('/dashboard/alerts')).to.include('/dashboard/@vite/client')
      expect(await text('/')).to.include('<html')
      expect((await fetch(`${origin}/api/v1/hotspots/points`)).status).to.equal(401)
    } finally {
      dev.kill('SIGINT')
      expect(await ended).to.deep.equal([0, null])
    }
  })
})

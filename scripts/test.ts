/**
 * All tests: those in Chromium, which wait for it most of the time, beside all others. What they say is printed when the
 * others are through. Arguments are mocha's (`npm test -- --grep RADIUS`), files among them; with any there is one mocha.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { packageRoot } from '../server/package-root.ts'

const MOCHA = join(packageRoot, 'node_modules/mocha/bin/mocha.js')
const ALL = 'test/**/*.test.ts'
const IN_CHROMIUM = 'test/browser/**/*.test.ts'

const mocha = (args: string[], output: 'inherit' | 'pipe') =>
  spawn(process.execPath, [MOCHA, ...args], { cwd: packageRoot, stdio: ['ignore', output, output] })

const codeOf = async (child: ReturnType<typeof mocha>): Promise<number> => (await once(child, 'close'))[0] ?? 1

const given = process.argv.slice(2)
if (given.length > 0) {
  const files = given.some((argument) => argument.endsWith('.ts')) ? [] : [ALL]
  process.exit(await codeOf(mocha([...files, ...given], 'inherit')))
}

const inChromium = mocha([IN_CHROMIUM], 'pipe')
const said = Promise.all([text(inChromium.stdout!), text(inChromium.stderr!), codeOf(inChromium)])
const others = await codeOf(mocha([ALL, '--ignore', IN_CHROMIUM], 'inherit'))
console.log('\nIn Chromium, meanwhile:')
const [output, errors, code] = await said
console.log(output + errors)
process.exit(others || code)

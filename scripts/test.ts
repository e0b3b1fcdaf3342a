/**
 * All tests: those in Chromium, which wait for it most of the time, beside all others. What they say is printed when the
 * others are through. What talks to other programs may fail of a busy machine: those files, and no others, have a second
 * attempt. Arguments are mocha's (`npm test -- --grep RADIUS`), files among them; with any there is one mocha, and one attempt.
 */
import { runMocha, secondAttempt } from './attempts.ts'

const ALL = 'test/**/*.test.ts'
const IN_CHROMIUM = 'test/browser/**/*.test.ts'
const WITH_OTHER_PROGRAMS = /^test\/(interop|browser)\//

const given = process.argv.slice(2)
if (given.length > 0) {
  const files = given.some((argument) => argument.endsWith('.ts')) ? [] : [ALL]
  process.exit((await runMocha([...files, ...given])).code)
}

const inChromium = runMocha([IN_CHROMIUM], 'pipe')
const others = await runMocha([ALL, '--ignore', IN_CHROMIUM])
console.log('\nIn Chromium, meanwhile:')
const browser = await inChromium
console.log(browser.said)
process.exit(await secondAttempt([others, browser], (file) => WITH_OTHER_PROGRAMS.test(file), console.log))

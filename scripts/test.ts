/**
 * All tests, in three processes side by side: those in Chromium and those with other programs wait for these most of the
 * time. What they say is printed when the others are through. What talks to other programs may fail of a busy machine:
 * those files, and no others, have a second attempt. Arguments are mocha's (`npm test -- --grep RADIUS`), files among them;
 * with any there is one mocha, and one attempt.
 */
import { runMocha, secondAttempt } from './attempts.ts'

const ALL = 'test/**/*.test.ts'
const IN_CHROMIUM = 'test/browser/**/*.test.ts'
/** Each starts programs of its own: Debian's, or Plaza itself. */
const WITH_OTHER_PROGRAMS = ['test/interop/**/*.test.ts', 'test/docs/**/*.test.ts', 'test/server/commands/**/*.test.ts']
const MAY_HAVE_A_SECOND_ATTEMPT = /^test\/(interop|browser)\//

const given = process.argv.slice(2)
if (given.length > 0) {
  const files = given.some((argument) => argument.endsWith('.ts')) ? [] : [ALL]
  process.exit((await runMocha([...files, ...given])).code)
}

const inChromium = runMocha([IN_CHROMIUM], 'pipe')
const withOthers = runMocha(WITH_OTHER_PROGRAMS, 'pipe')
const elsewhere = [IN_CHROMIUM, ...WITH_OTHER_PROGRAMS].flatMap((files) => ['--ignore', files])
const others = await runMocha([ALL, ...elsewhere])
console.log('\nWith other programs, meanwhile:')
const programs = await withOthers
console.log(programs.said)
console.log('\nIn Chromium, meanwhile:')
const browser = await inChromium
console.log(browser.said)
process.exit(
  await secondAttempt([others, programs, browser], (file) => MAY_HAVE_A_SECOND_ATTEMPT.test(file), console.log),
)

/**
 * The tests that need neither a peer program nor a browser nor a build, or the files given; arguments are mocha's. Mocha
 * runs in this process: it starts sooner so, and `tsx watch` sees what the tests import.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { packageRoot } from '../server/package-root.ts'

const NEED_MORE = /^test\/(interop|browser)\//
/** Of test/support/plaza.ts and test/docs/place.ts: they run the built command. */
const NEEDS_BUILD = /\b(runPlaza|openPlace)\b/

function unitTests(): string[] {
  const all = readdirSync(join(packageRoot, 'test'), { recursive: true, encoding: 'utf8' })
  return all
    .map((file) => `test/${file}`)
    .filter((file) => file.endsWith('.test.ts') && !NEED_MORE.test(file))
    .filter((file) => !NEEDS_BUILD.test(readFileSync(join(packageRoot, file), 'utf8')))
}

const given = process.argv.slice(2)
const files = given.some((argument) => argument.endsWith('.ts')) ? [] : unitTests()
const { main } = await import(pathToFileURL(join(packageRoot, 'node_modules/mocha/lib/cli/cli.js')).href)
await main([...files, ...given])

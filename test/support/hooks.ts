import { stopTestPostgres } from './database.ts'

const GRACE_MS = 15_000

/** Each is a race to be found, of the test or of what it tests, or a machine that was too busy. */
const atSecondAttempt: string[] = []

/** Mocha's root hooks. */
export const mochaHooks = {
  afterEach(this: Mocha.Context) {
    const test = this.currentTest
    if (test?.state === 'passed' && retryOf(test) > 0) atSecondAttempt.push(test.fullTitle())
  },
  async afterAll(this: Mocha.Context) {
    // The cluster of a whole run holds tens of thousands of files, whose removal takes long on a slow disk.
    this.timeout(120_000)
    await stopTestPostgres()
    for (const title of atSecondAttempt) console.error(`Passed at the second attempt only: ${title}`)
    endLate()
  },
}

/** Which attempt it is, from 0; the types leave the method out. */
const retryOf = (test: Mocha.Test): number => (test as unknown as { currentRetry(): number }).currentRetry()

/** A run whose tests left something open still ends, with mocha's exit code, and says what it was. */
function endLate(): void {
  setTimeout(() => {
    console.error(`Still open after the last test: ${[...new Set(process.getActiveResourcesInfo())].join(', ')}`)
    process.exit()
  }, GRACE_MS).unref()
}

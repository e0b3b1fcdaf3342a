import { stopTestPostgres } from './database.ts'

const GRACE_MS = 15_000

/** Mocha's root hooks. */
export const mochaHooks = {
  async afterAll(this: Mocha.Context) {
    // The cluster of a whole run holds tens of thousands of files, whose removal takes long on a slow disk.
    this.timeout(600_000)
    await stopTestPostgres()
    endLate()
  },
}

// What watches the sources ends a run this way when one changes.
process.once('SIGTERM', () => void stopTestPostgres().finally(() => process.exit(143)))

/** A run whose tests left something open still ends, with mocha's exit code, and says what it was. */
function endLate(): void {
  setTimeout(() => {
    console.error(`Still open after the last test: ${[...new Set(process.getActiveResourcesInfo())].join(', ')}`)
    process.exit()
  }, GRACE_MS).unref()
}

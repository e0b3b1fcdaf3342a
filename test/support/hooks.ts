import { stopTestPostgres } from './database.ts'

const GRACE_MS = 15_000

/** Mocha's root hooks. */
export const mochaHooks = {
  async afterAll() {
    endLate()
    await stopTestPostgres()
  },
}

/** A run whose tests left something open still ends, with mocha's exit code, and says what it was. */
function endLate(): void {
  setTimeout(() => {
    console.error(`Still open after the last test: ${process.getActiveResourcesInfo().join(', ')}`)
    process.exit()
  }, GRACE_MS).unref()
}

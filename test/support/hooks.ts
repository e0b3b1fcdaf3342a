import { stopTestPostgres } from './database.ts'

/** Mocha's root hooks. */
export const mochaHooks = {
  async afterAll() {
    await stopTestPostgres()
  },
}

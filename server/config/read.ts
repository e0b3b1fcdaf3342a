import { arrange } from './arrange.ts'
import { isDemo, missingInACity } from './city.ts'
import type { Config } from './config.ts'
import { contradictions } from './contradictions.ts'
import { settings } from './settings.ts'

/** A wrong setting. The message lists every wrong one by name, with what is accepted. */
export class ConfigError extends Error {
  override name = 'ConfigError'
}

/**
 * Reads every setting from `environment` (variables named PLAZA_*, CITY_KEY_* and DATABASE_URL).
 *
 * @param environment variables as in `process.env`; an empty value counts as absent
 * @param isStart false: a one-off command, which works on a database and needs no City Key
 * @throws {ConfigError} one message that names every wrong setting and what is accepted
 */
export function readConfig(environment: Record<string, string | undefined>, isStart = true): Config {
  const given = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''),
  )
  const problems: string[] = []
  for (const name of Object.keys(given)) {
    if (/^(PLAZA|CITY_KEY)_/.test(name) && !(name in settings.shape)) problems.push(`${name}: no such setting`)
  }
  const parsed = settings.safeParse(given)
  if (!parsed.success) {
    for (const issue of parsed.error.issues) {
      const name = String(issue.path[0])
      const shown = /SECRET|DATABASE_URL/.test(name) ? '' : ` (it is "${given[name]}")`
      problems.push(`${name}: expected ${issue.message.replace(/^Invalid input: expected /, '')}${shown}`)
    }
  }
  const value = parsed.data
  if (value) {
    const demo = isDemo(value, given)
    problems.push(...(demo || !isStart ? [] : missingInACity(value, given)), ...contradictions(value, demo))
    if (problems.length === 0) return arrange(value, demo)
  }
  throw new ConfigError(`Wrong settings:\n${problems.map((problem) => `  ${problem}`).join('\n')}`)
}

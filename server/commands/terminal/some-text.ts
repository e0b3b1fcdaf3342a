import { StartError } from '../../start/start-error.ts'

/** What was given for `option`, without the space around it. @throws {StartError} where nothing is left */
export function someText(option: string, text: string): string {
  const trimmed = text.trim()
  if (trimmed === '') throw new StartError(`${option} must not be empty.`)
  return trimmed
}

import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import { StartError } from '../../start/start-error.ts'

/** What is asked for, and what it is called where it is missing. */
export interface SecretQuestion {
  question: string
  name: string
}

/**
 * Secrets, one for each question: asked for at a terminal, not shown; else a line each of standard input.
 *
 * @throws {StartError} when one is empty or missing
 */
export async function readSecretLines(questions: readonly SecretQuestion[]): Promise<string[]> {
  if (questions.length === 0) return []
  const { stdin, stderr } = process
  const asks = stdin.isTTY === true
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() })
  const lines = createInterface({ input: stdin, output: silent, terminal: asks })
  const given: string[] = []
  const ask = () => {
    if (asks) stderr.write(`${questions[given.length]!.question} (not shown): `)
  }
  try {
    ask()
    for await (const line of lines) {
      if (asks) stderr.write('\n')
      if (line === '') break
      given.push(line)
      if (given.length === questions.length) return given
      ask()
    }
  } finally {
    lines.close()
  }
  throw new StartError(`${questions[given.length]!.name} is needed: type it, or give it as standard input.`)
}

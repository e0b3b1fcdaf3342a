import { createInterface, type Interface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import { StartError } from '../../start/start-error.ts'

/** A secret that a person types: what is asked, and whose it is. */
export interface SecretQuestion {
  question: string
  name: string
}

let piped: { lines: Interface; next: AsyncIterator<string> } | undefined

/** The next line of standard input, of which nothing is lost between two secrets. */
async function nextLine(): Promise<string | undefined> {
  if (!piped) {
    const lines = createInterface({ input: process.stdin })
    piped = { lines, next: lines[Symbol.asyncIterator]() }
  }
  piped.lines.resume()
  const { value, done } = await piped.next.next()
  // A pipe that nobody closes does not keep the command running.
  piped.lines.pause()
  return done ? undefined : value
}

async function answer(question: string): Promise<string | undefined> {
  const { stdin, stderr } = process
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() })
  // Before the question: what is typed at once is not shown either.
  const lines = createInterface({ input: stdin, output: silent, terminal: true })
  stderr.write(`${question} (not shown): `)
  try {
    for await (const line of lines) return line
    return undefined
  } finally {
    lines.close()
    stderr.write('\n')
  }
}

/**
 * A secret: asked for at a terminal, where it is not shown; else a line of standard input, the next one for the next
 * secret. Never an argument, which other users of the machine and the shell's history would see.
 *
 * @throws {StartError} when it is empty
 */
export async function readTyped({ question, name }: SecretQuestion): Promise<string> {
  const given = process.stdin.isTTY === true ? await answer(question) : await nextLine()
  if (given) return given
  throw new StartError(`${name} is needed: type it, or give it as a line of standard input.`)
}

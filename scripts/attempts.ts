import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { text } from 'node:stream/consumers'
import { packageRoot } from '../server/package-root.ts'

const MOCHA = join(packageRoot, 'node_modules/mocha/bin/mocha.js')
const REPORTER = join(packageRoot, 'test/support/failures-reporter.ts')

/** A test, or a hook of its suite, that failed. */
export interface Failure {
  /** Absent: it is of no file, e.g. a hook of the whole run. */
  file?: string | undefined
  title: string
  /** The error, with its stack. */
  why: string
}

export interface Outcome {
  code: number
  /** None where mocha ended before it could tell. */
  failures: Failure[]
  /** What it printed, where that was not shown at once. */
  said: string
}

/** Runs mocha in a process of its own, with arguments of it. */
export async function runMocha(args: string[], output: 'inherit' | 'pipe' = 'inherit'): Promise<Outcome> {
  const dir = await mkdtemp(join(tmpdir(), 'plaza-failures-'))
  const file = join(dir, 'failures.json')
  try {
    const reporter = ['--reporter', REPORTER, '--reporter-option', `failures=${file}`]
    const child = spawn(process.execPath, [MOCHA, ...reporter, ...args], {
      cwd: packageRoot,
      stdio: ['ignore', output, output],
    })
    const [said, code] = await Promise.all([saidBy(child), once(child, 'close').then(([code]) => code ?? 1)])
    return { code, said, failures: await readFile(file, 'utf8').then(JSON.parse, () => []) }
  } finally {
    await rm(dir, { recursive: true, force: true })
  }
}

const saidBy = async ({ stdout, stderr }: ChildProcess): Promise<string> =>
  stdout && stderr ? (await Promise.all([text(stdout), text(stderr)])).join('') : ''

/**
 * Gives the files that failed a second attempt, where all of them may have one: in a new process, with a database and a
 * world of its own, so that nothing of the first attempt is left. Mocha's own `retries` would keep what `before` made.
 *
 * @param say is told what to print, with why the first attempt failed
 * @returns the exit code of all attempts together
 */
export async function secondAttempt(
  first: Outcome[],
  mayHaveOne: (file: string) => boolean,
  say: (text: string) => void,
): Promise<number> {
  const failed = first.filter(({ code }) => code !== 0)
  if (failed.length === 0) return 0
  const failures = failed.flatMap((run) => run.failures)
  const isExcusable = ({ file }: Failure) => file !== undefined && mayHaveOne(relative(packageRoot, file))
  if (failed.some((run) => run.failures.length === 0) || !failures.every(isExcusable)) {
    // Said once more where output ends: what is cut off in the middle of a long one is still known.
    for (const failure of failures) say(told(failure))
    return failed[0]!.code
  }
  const files = [...new Set(failures.map(({ file }) => file!))]
  say(`\nA second attempt of ${files.map((file) => relative(packageRoot, file)).join(', ')}:`)
  const { code, said } = await runMocha(files, 'pipe')
  say(said)
  say(code === 0 ? 'Passed at the second attempt only. At the first:' : 'At the first attempt:')
  for (const failure of failures) say(told(failure))
  return code
}

const told = ({ title, why }: Failure): string => `\n  ${title}\n    ${why.replaceAll('\n', '\n    ')}`

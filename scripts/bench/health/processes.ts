import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { packageRoot } from '../../../server/package-root.ts'

const running = new Set<ChildProcess>()

/** Starts one of the benchmark's programs; its first message says that it is ready. */
export async function startProgram<First>(
  name: string,
  job: unknown,
  nodeOptions: readonly string[] = [],
): Promise<{ child: ChildProcess; first: First }> {
  const program = join(packageRoot, 'scripts/bench/health', `${name}.ts`)
  const child = fork(program, [JSON.stringify(job)], {
    cwd: packageRoot,
    execArgv: ['--import', 'tsx', ...nodeOptions],
  })
  running.add(child)
  child.once('exit', () => running.delete(child))
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`${name} ended with ${code}`)
  })
  const [first] = await Promise.race([once(child, 'message'), ended])
  ended.catch(() => {})
  return { child, first: first as First }
}

/** Asks one of them, and gives its answer. */
export async function tell<Answer>(child: ChildProcess, message: string): Promise<Answer> {
  const answer = once(child, 'message')
  child.send(message)
  return (await answer)[0] as Answer
}

/** Ends every program that was started. */
export async function stopPrograms(): Promise<void> {
  await Promise.all(
    [...running].map(async (child) => {
      const ended = once(child, 'exit')
      child.kill('SIGKILL')
      await ended
    }),
  )
}

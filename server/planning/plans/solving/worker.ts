import { parentPort, workerData } from 'node:worker_threads'
import { solveTask } from '../../siting/solve-task.ts'
import { measured, packed } from '../inputs.ts'
import { failureOf } from '../plan-error.ts'
import { questionOf, taskOf } from '../question.ts'
import { type Outcome, resultOf, type Solved } from '../result.ts'
import type { FromSolving, SolvingData } from './in-thread.ts'

/** Progress is told no oftener. */
const TOLD_MS = 100

class Stopped extends Error {}

/** Measures and solves the plan that it is started with, and ends. */
const { places, parameters, stop } = workerData as SolvingData
const flag = new Int32Array(stop)
const isStopped = (): boolean => Atomics.load(flag, 0) === 1
const tell = (message: FromSolving): void => parentPort!.postMessage(message)
const began = performance.now()
const seconds = (): number => (performance.now() - began) / 1000

function partsTold(step: 'reading' | 'measuring', canStop: boolean) {
  let last = Number.NEGATIVE_INFINITY
  return (part: number) => {
    if (canStop && isStopped()) throw new Stopped()
    const now = performance.now()
    if (now - last < TOLD_MS) return
    last = now
    tell({ progress: { step, seconds: seconds(), part } })
  }
}

async function solved(): Promise<Solved> {
  const inputs = measured(places, parameters, partsTold('reading', true))
  const asked = questionOf(inputs, parameters)
  const task = taskOf(asked, inputs, parameters)
  const { inputs: octets, version } = packed(inputs)
  tell({ inputs: octets, version })
  const { seconds: most, gap, seed } = parameters
  const outcome = (await solveTask(task, {
    ...{ seconds: most, gap, seed, stopped: isStopped },
    onProgress: (progress) => tell({ progress }),
  })) as Outcome
  return resultOf(asked, inputs, parameters, outcome, { seconds, told: partsTold('measuring', false) })
}

try {
  tell({ solved: await solved() })
} catch (error) {
  tell(error instanceof Stopped ? { solved: null } : { error: failureOf(error as Error) })
}

import { startThread } from '../../../own-thread.ts'
import type { Progress } from '../../siting/plan.ts'
import type { PlanPlaces } from '../inputs.ts'
import type { PlanParameters } from '../parameters.ts'
import { errorOf, type PlanFailure } from '../plan-error.ts'
import type { Solved } from '../result.ts'

/** How far a plan is: its walks are read, it is solved, what it reaches is measured on finer cells. */
export type PlanProgress =
  | Progress
  | {
      readonly step: 'reading' | 'measuring'
      readonly seconds: number
      /** Of the step, 0 to 1. */
      readonly part: number
    }

export interface SolvingData {
  places: PlanPlaces
  parameters: PlanParameters
  /** One Int32: 1 to stop. */
  stop: SharedArrayBuffer
}

export type FromSolving =
  | { progress: PlanProgress }
  | { inputs: Uint8Array; version: string }
  | { solved: Solved | null }
  | { error: PlanFailure }

export interface SolvingPlan {
  /** Null where it was stopped before anything was found. @throws {PlanError} {ImpossiblePlanError} {Error} killed or failed */
  readonly outcome: Promise<Solved | null>
  /** Ends the thread at once, and all that it holds. */
  kill(): Promise<void>
}

interface Told {
  /** Called in this thread, as is `inputs`. */
  progress(progress: PlanProgress): void
  /** What it is solved with, as it is kept, once its walks are measured. */
  inputs(octets: Buffer, version: string): void
}

/** Measures and solves a plan in a thread of its own: a city's streets alone take ten seconds. */
export function solveInThread(data: SolvingData, told: Told): SolvingPlan {
  const thread = startThread(import.meta.url, data)
  const outcome = new Promise<Solved | null>((resolve, reject) => {
    thread.on('message', (message: FromSolving) => {
      if ('progress' in message) told.progress(message.progress)
      else if ('inputs' in message) told.inputs(bufferOf(message.inputs), message.version)
      else if ('solved' in message) resolve(message.solved)
      else reject(errorOf(message.error))
    })
    thread.once('error', reject)
    thread.once('exit', () => reject(new Error('The solver was ended before it had a plan')))
  })
  return {
    outcome,
    async kill() {
      await thread.terminate()
    },
  }
}

const bufferOf = ({ buffer, byteOffset, length }: Uint8Array): Buffer => Buffer.from(buffer, byteOffset, length)

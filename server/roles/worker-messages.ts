import type { PoolConfig } from 'pg'
import type { Source } from '../../radius/index.ts'
import type { Config } from '../config/index.ts'

/** Metrics as prom-client's registry gives them for another process. */
export type Metrics = object[]

/** What a worker is told. */
export type ToWorker =
  | { type: 'start'; number: number; config: Config; connection: PoolConfig }
  /** A datagram that another worker received. */
  | { type: 'take'; datagram: Uint8Array; from: Source }
  /** With the TCP connection of a gateway that begins RadSec. */
  | { type: 'connection' }
  | { type: 'metrics'; question: number }
  | { type: 'close' }

/** What a worker tells. */
export type FromWorker =
  /** Only now does it hear what it is told. */
  | { type: 'awake' }
  | { type: 'listening'; authPort: number; acctPort: number }
  /** `forPeople`: the message alone tells the person who starts Plaza what to do. */
  | { type: 'failed'; message: string; forPeople: boolean }
  /** For worker number `to`. */
  | { type: 'pass'; to: number; datagram: Uint8Array; from: Source }
  | { type: 'metrics'; question: number; metrics: Metrics }
  /** A line of pino. */
  | { type: 'log'; line: string }

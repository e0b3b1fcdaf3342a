import type { Database } from '../../server/database/connection.ts'
import { family, statOf } from './radius/processes.ts'

/** Seconds by the clock, and of processors: this process's and the database's, which a busy machine changes less. */
export interface Took<T> {
  seconds: number
  own: number
  database: number
  result: T
}

/** Measures work on a database of this machine. */
export async function stopwatch({
  pool,
}: Pick<Database, 'pool'>): Promise<<T>(work: () => Promise<T>) => Promise<Took<T>>> {
  const { rows } = await pool.query<{ pid: number }>('select pg_backend_pid() as pid')
  // Of the server itself, which has one process for each connection.
  const server = Number(statOf(rows[0]!.pid)![1])
  return async (work) => {
    const began = { at: performance.now(), own: process.cpuUsage(), database: serverSeconds(server) }
    const result = await work()
    const { user, system } = process.cpuUsage(began.own)
    return {
      seconds: (performance.now() - began.at) / 1000,
      own: (user + system) / 1e6,
      database: serverSeconds(server) - began.database,
      result,
    }
  }
}

/** Of a server and its processes, those that have ended included. */
const serverSeconds = (pid: number): number =>
  family(pid).reduce((sum, each) => {
    const [own, ended] = [statOf(each)?.slice(11, 13), each === pid ? statOf(each)?.slice(13, 15) : []]
    return sum + [...(own ?? []), ...(ended ?? [])].reduce((ticks, value) => ticks + Number(value), 0) / 100
  }, 0)

/** `1.2 s of Plaza's, 3.4 s of PostgreSQL's` */
export const processors = ({ own, database }: Pick<Took<unknown>, 'own' | 'database'>): string =>
  `${own.toFixed(1)} s of Plaza's, ${database.toFixed(1)} s of PostgreSQL's`

import { type ChildProcess, spawn } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { exchange, statusRequest } from '../../../radius/index.ts'

/** A process that is measured. */
export interface Running {
  child: ChildProcess
  /** What it said so far. */
  output(): string
  stop(): Promise<void>
}

const alive = new Set<Running>()

/** Stops every process that {@link run} started. */
export const stopAll = (): Promise<unknown> => Promise.all([...alive].map((running) => running.stop()))

/** Starts a program; its output is kept for the case that it fails. */
export function run(program: string, args: string[], env: Record<string, string> = {}, input = ''): Running {
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'], env: { ...process.env, ...env } })
  child.stdin.end(input)
  let text = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      text = (text + chunk).slice(-4_000)
    })
  const ended = once(child, 'close')
  const running = {
    child,
    output: () => text,
    async stop() {
      child.kill('SIGTERM')
      const patience = setTimeout(() => child.kill('SIGKILL'), 15_000)
      await ended
      clearTimeout(patience)
    },
  }
  alive.add(running)
  void ended.then(() => alive.delete(running))
  return running
}

export const freePort = async (): Promise<number> => {
  const socket = createSocket('udp4').bind(0, '127.0.0.1')
  await once(socket, 'listening')
  const { port } = socket.address()
  socket.close()
  return port
}

/** Waits until a RADIUS server answers Status-Server. @throws {Error} with its output when it ends or takes two minutes */
export async function answersStatus({ child, output }: Running, port: number, secret: string): Promise<void> {
  for (let attempt = 0; attempt < 120; attempt += 1) {
    const { timeout } = await exchange({
      address: '127.0.0.1',
      port,
      secret,
      packet: statusRequest(),
      maxAttempts: 1,
      initialTimeout: 1_000,
    })
    if (!timeout) return
    if (child.exitCode !== null) break
  }
  throw new Error(`a server does not answer Status-Server:\n${output()}`)
}

/** The process and its children. */
export function family(pid: number): number[] {
  const children = readdirSync('/proc')
    .map(Number)
    .filter((other) => other > 0 && Number(statOf(other)?.[1]) === pid)
  return [pid, ...children.flatMap(family)]
}

/** The fields of /proc/PID/stat behind the name (proc(5)): state, parent, ... */
export function statOf(pid: number): string[] | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return text.slice(text.lastIndexOf(')') + 2).split(' ')
  } catch {
    return undefined
  }
}

/** CPU seconds, its own and its children's, so far. */
export const cpuSeconds = ({ child }: Running): number => cpuSecondsOf(child.pid!)

/** As {@link cpuSeconds}, of any process. */
export const cpuSecondsOf = (root: number): number =>
  family(root).reduce((sum, pid) => {
    const stat = statOf(pid)
    return sum + (Number(stat?.[11] ?? 0) + Number(stat?.[12] ?? 0)) / 100
  }, 0)

/** CPU seconds of children that have ended and were waited for, so far. */
export const endedSeconds = (pid: number): number => {
  const stat = statOf(pid)
  return (Number(stat?.[13] ?? 0) + Number(stat?.[14] ?? 0)) / 100
}

export const parentOf = (pid: number): number => Number(statOf(pid)?.[1])

/** Resident memory in MB, its own and its children's. */
export const megabytes = ({ child }: Pick<Running, 'child'>): number =>
  family(child.pid!).reduce((sum, pid) => {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8')
    return sum + Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0) / 1024
  }, 0)

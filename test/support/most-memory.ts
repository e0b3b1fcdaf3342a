import { readFileSync } from 'node:fs'

/**
 * Most megabytes that this process has had resident since it was started. What getrusage(2) tells begins with what the
 * process that started it had by then.
 */
export function mostMemory(): number {
  const [, kilobytes] = /^VmHWM:\s+(\d+)/m.exec(readFileSync('/proc/self/status', 'utf8'))!
  return Number(kilobytes) / 1000
}

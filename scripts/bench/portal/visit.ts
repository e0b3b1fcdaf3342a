import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { packageRoot } from '../../../server/package-root.ts'
import type { Job, JobResult } from './job.ts'

/** Has a process of its own come to the portal as so many residents. */
export async function visit(job: Job): Promise<JobResult> {
  const program = join(packageRoot, 'scripts/bench/portal/visitors.ts')
  const child = spawn(process.execPath, ['--import', 'tsx', program, JSON.stringify(job)], {
    cwd: packageRoot,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [output, [code]] = await Promise.all([text(child.stdout), once(child, 'close')])
  if (code !== 0) throw new Error('the visitors failed')
  return JSON.parse(output) as JobResult
}

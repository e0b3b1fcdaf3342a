import { execFile } from 'node:child_process'

/** Runs radclient with attributes on its input; gives what it printed, whatever its exit code. */
export const radclient = (
  program: string,
  args: readonly string[],
  attributes: string,
): Promise<{ output: string; ok: boolean }> =>
  new Promise((resolve) => {
    const child = execFile(program, ['-x', '-t', '1', '-r', '1', ...args], (error, stdout, stderr) =>
      resolve({ output: stdout + stderr, ok: error === null }),
    )
    child.stdin?.end(attributes)
  })

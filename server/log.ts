import { rename } from 'node:fs'
import { type Logger, pino } from 'pino'

export type Log = Logger

interface LogFile {
  path: string
  /** What the file and the part before it, `path.1`, hold together at most, but for what is being written. */
  maxBytes: number
}

/**
 * The process's log: one JSON object a line; secrets and cookies are removed.
 *
 * @param file begun afresh at each start; absent: standard error
 */
export function createLog(level: string, file?: LogFile): Log {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: {
        paths: [
          '*.password',
          '*.secret',
          '*.cookie',
          'req.headers.cookie',
          'req.headers.authorization',
          'res.headers["set-cookie"]',
        ],
        censor: '[removed]',
      },
    },
    file === undefined ? pino.destination({ dest: 2, sync: true }) : rotating(file),
  )
}

/** A file that becomes the part before it once it has half of the octets, and begins afresh. */
function rotating({ path, maxBytes }: LogFile): ReturnType<typeof pino.destination> {
  const file = pino.destination({ dest: path, append: false, mode: 0o600 })
  let size = 0
  file.on('write', (octets: number) => {
    size += octets
    if (size < maxBytes / 2) return
    size = 0
    // Where it cannot be renamed it begins afresh all the same: the disk must not fill.
    rename(path, `${path}.1`, () => file.reopen())
  })
  return file
}

/** A log that says nothing, for tests and one-off commands. */
export const silentLog: Log = pino({ level: 'silent' })

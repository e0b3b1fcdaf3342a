import { type Logger, pino } from 'pino'

export type Log = Logger

/**
 * The process's log: one JSON object a line; secrets and cookies are removed.
 *
 * @param file begun afresh at each start; absent: standard error
 */
export function createLog(level: string, file?: string): Log {
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
    file === undefined
      ? pino.destination({ dest: 2, sync: true })
      : pino.destination({ dest: file, append: false, mode: 0o600 }),
  )
}

/** A log that says nothing, for tests and one-off commands. */
export const silentLog: Log = pino({ level: 'silent' })

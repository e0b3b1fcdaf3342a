/** A gateway that does not report a session for this many interim intervals has lost it, or its Stop was lost. */
export const SILENT_INTERVALS = 3

/**
 * Open sessions whose last record is older than this are not counted as live.
 *
 * @param interimSeconds the policy's interim interval
 */
export const silentBefore = (interimSeconds: number, now = Date.now()): Date =>
  new Date(now - SILENT_INTERVALS * interimSeconds * 1000)

import { z } from 'zod'

/** Why a request is refused; the dashboard has words for each in the viewer's language. */
export const errorCode = z.enum([
  // of the API itself
  'signed-out',
  'role',
  'districts',
  'origin',
  'csrf',
  'malformed',
  'wrong-parameter',
  'wrong-cursor',
  'too-many-requests',
  'no-such-path',
  'database-away',
  'token',
  'failed',
  // there is no such thing
  'no-such-hotspot',
  'no-such-gateway',
  'no-such-staff',
  'no-such-session',
  'no-such-disconnect',
  'no-such-group',
  'no-such-code',
  'no-such-notice',
  'no-such-emergency',
  'no-such-hold',
  'no-such-district',
  'no-such-agent',
  'no-such-found',
  'no-such-discovery',
  'no-such-doubt',
  'no-such-voucher',
  'no-such-plan',
  'no-such-proposal',
  'no-such-incident',
  'no-such-silence',
  'no-such-receiver',
  'no-such-route',
  'no-such-delivery',
  'no-such-place',
  'no-such-token',
  // what is asked cannot be
  'own-account',
  'last-administrator',
  'staff-already',
  'ambiguous-account',
  'session-ended',
  'gateway-unknown',
  'vendor-cannot',
  'wrong-emergency',
  'wrong-notice',
  'wrong-group',
  'wrong-district',
  'district-in-use',
  'wrong-hotspots',
  'wrong-hotspot',
  'wrong-agent',
  'wrong-discovery',
  'wrong-gateway',
  'wrong-file',
  'wrong-policy',
  'wrong-voucher',
  'wrong-plan',
  'wrong-incident',
  'wrong-silence',
  'wrong-receiver',
  'wrong-route',
  'wrong-period',
  'wrong-token',
  'wrong-month',
  'not-lawful',
])
export type ErrorCode = z.infer<typeof errorCode>

/**
 * Every error of the API: `code` is for programs, `message` for the person who writes one; `field` names the parameter
 * or field that was wrong, `details` by name what words for it say besides, e.g. the `part` of opening hours.
 */
export const apiError = z.object({
  error: z.object({
    code: errorCode,
    message: z.string(),
    field: z.string().optional(),
    details: z.record(z.string(), z.string()).optional(),
  }),
})

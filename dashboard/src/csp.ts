import { z } from 'zod'

/** The Content-Security-Policy forbids compiled validators; this file is imported before any schema is made. */
z.config({ jitless: true })

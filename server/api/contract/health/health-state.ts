import { z } from 'zod'

export const healthState = z.enum(['up', 'degraded', 'down', 'unknown'])
export type HealthState = z.infer<typeof healthState>

import { z } from 'zod'

/** Parameters that several routes share. Text from the address is turned into what it stands for. */
export const id = z.coerce.number().int().min(1)
export const idParameter = z.strictObject({ id })
export const limit = (most: number, fallback: number) => z.coerce.number().int().min(1).max(most).default(fallback)
export const flag = z.enum(['true', 'false']).transform((value) => value === 'true')

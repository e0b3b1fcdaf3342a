import type { Request } from 'express'

/** Whose system a phone or computer runs, as its browser says; undefined: another one. */
export type System = 'android' | 'apple' | 'windows' | undefined

export function systemOf(request: Request): System {
  const said = request.get('user-agent') ?? ''
  if (/Android/i.test(said)) return 'android'
  // An iPad calls itself a Mac.
  if (/iPhone|iPad|iPod|Macintosh/i.test(said)) return 'apple'
  return /Windows NT/i.test(said) ? 'windows' : undefined
}

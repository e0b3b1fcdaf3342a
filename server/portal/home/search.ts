import type { Request } from 'express'
import type { Language } from '../../languages/language.ts'
import type { Point, Search } from './find-places.ts'

export const MAX_TEXT = 60
/** Beyond that nobody looks for a place page by page. */
const MAX_PAGE = 50

/** What the public page was asked for. */
export interface Asked {
  search: Search
  /** From 1. */
  page: number
}

/** What makes no sense counts as not asked. */
export function askedOf({ query }: Request): Asked {
  const said = (name: string): string | undefined => {
    const value = query[name]
    return typeof value === 'string' && value.trim() !== '' ? value.trim().slice(0, MAX_TEXT) : undefined
  }
  const page = /^\d{1,2}$/.test(said('page') ?? '') ? Number(said('page')) : 1
  return {
    search: { from: pointOf(said('lat'), said('lon')), borough: said('borough'), text: said('q') },
    page: Math.min(Math.max(page, 1), MAX_PAGE),
  }
}

export const isAsked = ({ from, borough, text }: Search): boolean => (from ?? borough ?? text) !== undefined

function pointOf(lat: string | undefined, lon: string | undefined): Point | undefined {
  const latitude = Number(lat ?? Number.NaN)
  const longitude = Number(lon ?? Number.NaN)
  return Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180 ? { latitude, longitude } : undefined
}

/** The address by which the same is asked again, in another language or on another page. */
export function homeUrl({ search, page }: Asked, language?: Language): string {
  const { from, borough, text } = search
  const query = new URLSearchParams()
  if (language !== undefined) query.set('lang', language)
  if (borough !== undefined) query.set('borough', borough)
  if (text !== undefined) query.set('q', text)
  if (from) {
    query.set('lat', String(from.latitude))
    query.set('lon', String(from.longitude))
  }
  if (page > 1) query.set('page', String(page))
  return query.size === 0 ? '/' : `/?${query}`
}

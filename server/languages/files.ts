import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { StartError } from '../start/start-error.ts'
import { es } from './es.ts'
import { addLanguage, type TextKey } from './language.ts'

/** A primary subtag and `.json`. */
const FILE = /^([a-z]{2,3})\.json$/

/** What one attribute of RADIUS holds (RFC 2865 section 5). */
const MAX_REPLY_OCTETS = 253

/**
 * Adds each language that has a file in the folder: `fr.json` holds texts by the keys of `es.ts`; what it leaves out is
 * read in Spanish. Its own name, under `language`, is what is offered to choose. A file named like a language that is
 * here (`nah.json`) corrects it.
 *
 * @throws {StartError} names the file and what is wrong in it
 */
export async function loadLanguages(dir: string): Promise<void> {
  const files = await readdir(dir).catch((error: NodeJS.ErrnoException) => {
    throw new StartError(`PLAZA_LANGUAGES_DIR: the folder ${dir} cannot be read (${error.code}).`)
  })
  for (const file of files.filter((name) => name.endsWith('.json')).sort()) {
    const fail = (what: string): never => {
      throw new StartError(`PLAZA_LANGUAGES_DIR: ${join(dir, file)}: ${what}`)
    }
    const language =
      FILE.exec(file)?.[1] ?? fail('its name must be a language of two or three letters: fr.json, nah.json.')
    addLanguage(language, textsOf(await readFile(join(dir, file), 'utf8'), fail))
  }
}

function textsOf(json: string, fail: (what: string) => never): Partial<Record<TextKey, string>> {
  let read: unknown
  try {
    read = JSON.parse(json)
  } catch (error) {
    fail(`it is not JSON: ${(error as Error).message}`)
  }
  if (typeof read !== 'object' || read === null || Array.isArray(read)) return fail('it must be one object of texts.')
  const known: Record<string, string> = es
  const texts: Record<string, string> = {}
  for (const [key, text] of Object.entries(read)) {
    const original = known[key] ?? fail(`"${key}" is no text of Plaza.`)
    if (typeof text !== 'string' || text.trim() === '') return fail(`"${key}" must be a text.`)
    const wrong = placeholders(text).find((name) => !placeholders(original).includes(name))
    if (wrong) return fail(`"${key}" has {{${wrong}}}, which Plaza does not fill in there.`)
    const octets = Buffer.byteLength(text)
    if (key.startsWith('reply.') && octets > MAX_REPLY_OCTETS)
      return fail(`"${key}" has ${octets} octets; gateways take ${MAX_REPLY_OCTETS}.`)
    texts[key] = text
  }
  if (!('language' in texts)) return fail('"language", its own name, is missing.')
  return texts
}

const placeholders = (text: string): string[] => [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name!)

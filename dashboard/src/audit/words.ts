import { es } from '../languages/es/index.ts'
import { type TextKey, useText } from '../languages/index.ts'

const isText = (key: string): key is TextKey => Object.hasOwn(es, key)

/** What an audited action is called; one without words is called by its name. */
export function useActionWords(): (action: string) => string {
  const t = useText()
  return (action) => {
    const key = `audit.action.${action}`
    return isText(key) ? t(key) : action
  }
}

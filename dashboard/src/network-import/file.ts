/** A file as it is sent, with what its lines do not say. */
export interface ChosenFile {
  name: string
  /** Base64. */
  content: string
  programme?: string
  credential?: string
}

/** Octets; the API takes no more. */
export const LARGEST_FILE = 30_000_000

/** The content of a file as base64. @throws what the browser says where it cannot be read */
export const contentOf = (file: File): Promise<string> =>
  new Promise((resolve, reject) => {
    const reader = new FileReader()
    reader.onload = () => {
      const address = String(reader.result)
      resolve(address.slice(address.indexOf(',') + 1))
    }
    reader.onerror = () => reject(reader.error)
    reader.readAsDataURL(file)
  })

import type { NextFunction, Request, Response } from 'express'
import { isDatabaseAway } from '../../database/sql-errors.ts'
import type { Log } from '../../log.ts'
import { sendPage } from '../pages.ts'

export const notFoundPage = (_request: Request, response: Response): void =>
  sendPage(
    response,
    404,
    {
      es: { title: 'Esta página no existe', text: 'Revise la dirección, o empiece desde la página principal.' },
      en: { title: 'There is no such page', text: 'Check the address, or start from the main page.' },
    },
    [{ href: '/', es: 'Ir a la página principal', en: 'Go to the main page' }],
  )

/** The last resort: logs what failed, and shows its number instead. */
export const errorPage =
  (log: Log) =>
  (error: unknown, request: Request, response: Response, next: NextFunction): void => {
    const status = clientFault(error)
    if (status === undefined) log.error({ err: error, requestId: request.id }, 'request failed')
    if (response.headersSent) next(error)
    else if (status !== undefined) {
      sendPage(response, status, {
        es: { title: 'No se entendió la solicitud', text: 'La dirección está mal escrita o incompleta.' },
        en: { title: 'The request was not understood', text: 'The address is misspelt or incomplete.' },
      })
    } else if (isDatabaseAway(error)) {
      sendPage(response, 503, {
        es: {
          title: 'Plaza no está disponible',
          text: 'Su base de datos no responde. Vuelva a intentarlo en un momento.',
        },
        en: { title: 'Plaza is not available', text: 'Its database does not answer. Try again in a moment.' },
      })
    } else {
      const number = String(request.id)
      sendPage(response, 500, {
        es: { title: 'Algo falló', text: `Vuelva a intentarlo en un momento. Número de la falla: ${number}` },
        en: { title: 'Something failed', text: `Try again in a moment. Number of the failure: ${number}` },
      })
    }
  }

/** The status of a 4xx that Express itself raised, for instance for a path with a broken escape. */
export function clientFault(error: unknown): number | undefined {
  const status = error instanceof Error && 'status' in error ? error.status : undefined
  return typeof status === 'number' && status >= 400 && status < 500 ? status : undefined
}

import type { Response } from 'express'
import type { FailureKind } from '../../city-key/provider.ts'
import { escapeHtml, type PageLink, sendHtml, sendPage, type Wording } from '../pages.ts'

/** Why a sign-in did not succeed; also what is audited. */
export type SignInFailure = 'not-staff' | 'lost' | 'not-fresh' | FailureKind

const wording: Record<SignInFailure, Wording & { status: number }> = {
  'not-staff': {
    status: 403,
    es: {
      title: 'Esta cuenta no tiene acceso al tablero',
      text: 'Inició sesión con su Llave de la ciudad, pero esta cuenta no pertenece al personal que opera la red. Si debería, pida acceso a quien administra Plaza. Puede volver a intentar con otra cuenta.',
    },
    en: {
      title: 'This account cannot open the dashboard',
      text: 'You signed in with your City Key, but this account does not belong to the staff who run the network. If it should, ask whoever administers Plaza. You can try again with another account.',
    },
  },
  refused: {
    status: 403,
    es: {
      title: 'No se inició la sesión',
      text: 'La Llave de la ciudad informó que no se dio el permiso. Puede volver a intentarlo.',
    },
    en: { title: 'You are not signed in', text: 'The City Key said that permission was not given. You can try again.' },
  },
  unreachable: {
    status: 503,
    es: {
      title: 'La Llave de la ciudad no responde',
      text: 'No se pudo iniciar la sesión porque el servicio de la Llave de la ciudad no respondió. Espere un minuto y vuelva a intentarlo.',
    },
    en: {
      title: 'The City Key does not answer',
      text: 'Nobody can sign in because the City Key service did not answer. Wait a minute and try again.',
    },
  },
  busy: {
    status: 503,
    es: {
      title: 'La Llave de la ciudad recibe demasiadas solicitudes',
      text: 'Pidió que se le pregunte menos, y por ahora no deja entrar a nadie más. Espere un minuto y vuelva a intentarlo.',
    },
    en: {
      title: 'The City Key is asked too much',
      text: 'It wants to be asked less, and lets nobody else in for now. Wait a minute and try again.',
    },
  },
  'not-signed-in': {
    status: 403,
    es: {
      title: 'La Llave de la ciudad no inició la sesión',
      text: 'Volvió sin decir quién es usted. Puede volver a intentarlo.',
    },
    en: {
      title: 'The City Key did not sign you in',
      text: 'It came back without saying who you are. You can try again.',
    },
  },
  unverified: {
    status: 403,
    es: {
      title: 'Su cuenta no está verificada',
      text: 'La Llave de la ciudad no comprobó esta cuenta tanto como aquí hace falta.',
    },
    en: {
      title: 'Your account is not verified',
      text: 'The City Key has not checked this account as well as is needed here.',
    },
  },
  stale: {
    status: 403,
    es: {
      title: 'La Llave de la ciudad no preguntó quién es usted',
      text: 'Dio la cuenta que ya tenía abierta. Cierre esa sesión en la Llave de la ciudad y vuelva a intentarlo.',
    },
    en: {
      title: 'The City Key did not ask who you are',
      text: 'It gave the account that was signed in already. Sign out at the City Key and try again.',
    },
  },
  'not-fresh': {
    status: 403,
    es: {
      title: 'No se sabe si la Llave de la ciudad preguntó quién es usted',
      text: 'Pudo dar la cuenta que ya tenía abierta. Cierre esa sesión en la Llave de la ciudad e inicie sesión de nuevo.',
    },
    en: {
      title: 'Nobody knows whether the City Key asked who you are',
      text: 'It may have given the account that was signed in already. Sign out at the City Key and sign in again.',
    },
  },
  misfit: {
    status: 502,
    es: {
      title: 'La Llave de la ciudad y Plaza no se entienden',
      text: 'No es un error suyo: algo no coincide en la configuración. Quien administra Plaza ve la causa en el tablero, y con «plaza city-key check».',
    },
    en: {
      title: 'The City Key and Plaza do not fit each other',
      text: 'It is no mistake of yours: something is set wrong. Whoever administers Plaza sees why on the dashboard, and by “plaza city-key check”.',
    },
  },
  invalid: {
    status: 400,
    es: {
      title: 'No se pudo comprobar quién es usted',
      text: 'La respuesta de la Llave de la ciudad no era válida o ya se había usado. Vuelva a intentarlo desde el principio.',
    },
    en: {
      title: 'It could not be checked who you are',
      text: 'The answer of the City Key was not valid, or was used before. Try again from the start.',
    },
  },
  lost: {
    status: 400,
    es: {
      title: 'Este inicio de sesión ya no está abierto',
      text: 'Pasaron más de diez minutos, se inició en otro navegador o se usó el botón Atrás. Vuelva a intentarlo desde el principio.',
    },
    en: {
      title: 'This sign-in is no longer open',
      text: 'More than ten minutes passed, it began in another browser, or the Back button was used. Try again from the start.',
    },
  },
}

const retry: PageLink = { href: '/staff/sign-in', es: 'Volver a intentar', en: 'Try again' }
const otherAccount: PageLink = {
  href: '/staff/sign-in?other=1',
  es: 'Usar otra cuenta',
  en: 'Use another account',
}

export function sendFailure(response: Response, failure: SignInFailure): void {
  const { status, es, en } = wording[failure]
  sendPage(response, status, { es, en }, [failure === 'not-staff' ? otherAccount : retry])
}

/** @param everywhere where one signs out of the City Key too; absent: nothing is said of that */
export const sendSignedOut = (response: Response, everywhere: URL | undefined): void =>
  sendPage(
    response,
    200,
    {
      es: { title: 'Sesión cerrada', text: 'Cerró su sesión en el tablero de Plaza.' },
      en: { title: 'Signed out', text: 'You signed out of the Plaza dashboard.' },
    },
    [
      { href: '/staff/sign-in', es: 'Iniciar sesión', en: 'Sign in' },
      ...(everywhere
        ? [
            {
              href: everywhere.href,
              es: 'Cerrar también la sesión de la Llave de la ciudad',
              en: 'Sign out of the City Key too',
            },
          ]
        : []),
    ],
  )

/** The link alone lets nobody in: a chat that fetches it, to show what it leads to, would use it up. */
export function sendLinkPage(response: Response, token: string): void {
  const part = (lang: 'es' | 'en', title: string, text: string, button: string) =>
    `<section lang="${lang}"><h1>${title}</h1><p>${text}</p>` +
    `<form method="post" action="${escapeHtml(`/staff/link?token=${encodeURIComponent(token)}`)}"><button>${button}</button></form></section>`
  const body =
    part('es', 'Entrar al tablero', 'Este enlace sirve una sola vez.', 'Entrar') +
    part('en', 'Enter the dashboard', 'This link works once.', 'Enter')
  sendHtml(response, 200, 'Entrar al tablero', 'es', body)
}

export const linkIsOver = (response: Response): void =>
  sendPage(response, 403, {
    es: { title: 'Este enlace ya no sirve', text: 'Ya se usó o venció. Pida otro a quien administra Plaza.' },
    en: { title: 'This link no longer works', text: 'It was used, or is over. Ask whoever administers Plaza for one.' },
  })

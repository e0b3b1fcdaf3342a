import { z } from 'zod'
import { port, webUrl } from './values.ts'

/** Settings of the City Key, the city's single sign-on. */
export const cityKeySettings = {
  CITY_KEY_ISSUER: webUrl.optional(),
  CITY_KEY_CLIENT_ID: z.string().min(1).optional(),
  CITY_KEY_CLIENT_SECRET: z.string().min(1).optional(),
  CITY_KEY_SIGN_UP_URL: webUrl.optional(),
  PLAZA_CITY_KEY_PORT: port(8081),
}

/** `issuer` is absent in the demo, which starts its own City Key on `demoPort`. */
export interface CityKeyConfig {
  issuer: string | undefined
  clientId: string | undefined
  clientSecret: string | undefined
  /** Where residents get an account; absent: the portal does not tell them. */
  signUpUrl: string | undefined
  demoPort: number
}

type Values = z.output<z.ZodObject<typeof cityKeySettings>>

export const arrangeCityKey = (value: Values): CityKeyConfig => ({
  issuer: value.CITY_KEY_ISSUER,
  clientId: value.CITY_KEY_CLIENT_ID,
  clientSecret: value.CITY_KEY_CLIENT_SECRET,
  signUpUrl: value.CITY_KEY_SIGN_UP_URL,
  demoPort: value.PLAZA_CITY_KEY_PORT,
})

/** The City Key's issuer: the city's, or the demo's own. */
export const cityKeyIssuer = ({ cityKey }: { cityKey: CityKeyConfig }): string =>
  cityKey.issuer ?? `http://localhost:${cityKey.demoPort}`

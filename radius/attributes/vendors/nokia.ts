/** Attribute of Nokia (Alcatel-Lucent) service routers: ports that their NAT gives, as text. */
import { attributesOf } from '../attribute-type.ts'

const nokia = attributesOf(6527)

export const AlcNatPortRange = nokia.text('Alc-Nat-Port-Range', 121)

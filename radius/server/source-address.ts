const IPV4_MAPPED = '::ffff:'

/** `::ffff:192.0.2.1`, as a socket for both families gives it (RFC 4291 §2.5.5.2), is 192.0.2.1. */
export const unmapped = (address: string): string =>
  address.startsWith(IPV4_MAPPED) ? address.slice(IPV4_MAPPED.length) : address

/** The address in the form that an IPv6 socket sends to. */
export const mapped = (address: string): string => (address.includes(':') ? address : IPV4_MAPPED + address)

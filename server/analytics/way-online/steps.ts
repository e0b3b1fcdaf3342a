/** What runs a phone or computer, as its browser's User-Agent says: its family, no more. */
export const deviceSystems = ['android', 'apple', 'windows', 'other'] as const
export type DeviceSystem = (typeof deviceSystems)[number]

/**
 * The steps of a way online: a gateway sent the device to the portal, its page was shown, somebody signed in, the portal let
 * it in (by a ticket, or opened the gateway), the gateway had that accepted, and a session lasted for a minute.
 */
export const wayOnlineSteps = ['arrived', 'shown', 'signed_in', 'let_in', 'accepted', 'online'] as const
export type WayOnlineStep = (typeof wayOnlineSteps)[number]

/** What is counted by hour: the steps, and of those that signed in the devices that nobody had signed in with before. */
export const countedSteps = [...wayOnlineSteps, 'new_devices'] as const
export type CountedStep = (typeof countedSteps)[number]
